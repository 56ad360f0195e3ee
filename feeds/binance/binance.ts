import type {
  Conversation,
  ExchangeProtocol,
  LineSink,
  MarketSink,
  Subscription,
  VenueRules,
} from "../exchange_protocol.ts";
import { decimal, type Fields, fields, words } from "../wire_fields.ts";
import { BINANCE_INTERVALS, binanceRest } from "./binance_rest.ts";

/** Streams named in one message; there may be 1,024 on a connection. */
const STREAMS_A_MESSAGE = 100;

/** A stream with a message that often is a busy one, and its silence means something. */
const BUSY_GAP_MS = 1_000;

/**
 * https://github.com/binance/binance-spot-api-docs: web-socket-streams.md, "General WSS information", and rest-api.md, "LIMITS". A
 * connection lives 24 hours at most; 300 attempts in five minutes; five messages a second, of which one is left to pongs; 6,000 weight a
 * minute, of which we take half. Streams that are quiet say nothing, and pings can't be seen, so that only a busy one is doubted soon.
 */
const RULES: VenueRules = {
  trades: "numbered",
  watermarkMs: 0,
  staleMs: (_, meanGapMs) => meanGapMs <= BUSY_GAP_MS ? 10_000 : 65_000,
  graceMs: 5_000,
  answerMsMost: 10_000,
  lifetimeMs: (23 * 60 + 50) * 60_000,
  connects: { burst: 20, perMs: 250 / 300_000 },
  sends: { burst: 3, perMs: 3 / 1_000 },
  requests: { burst: 500, perMs: 3_000 / 60_000 },
};

/**
 * Binance spot, from its hosts for market data alone, which want no key. Trades are its aggregate trades (`@aggTrade`: what one order took
 * at one price in one moment), numbered without holes; over REST they cost a sixth of single trades and are there from the first on.
 */
export function binance(socketUrl: string, restUrl: string): ExchangeProtocol {
  return {
    venue: "binance",
    title: "Binance",
    rules: RULES,
    socketUrl: `${socketUrl}/ws`,
    restHeaders: {},
    rest: binanceRest(restUrl),
    converse: (subscription, line, market) => new BinanceConversation(subscription, line, market),
  };
}

class BinanceConversation implements Conversation {
  readonly #subscription: Subscription;
  readonly #line: LineSink;
  readonly #market: MarketSink;
  /** As Binance writes them in messages. */
  readonly #index = new Map<string, number>();
  readonly #interval: string | undefined;
  /** Requests that are not answered yet. */
  readonly #pending = new Set<number>();
  #lastRequestId = 0;

  constructor(subscription: Subscription, line: LineSink, market: MarketSink) {
    this.#subscription = subscription;
    this.#line = line;
    this.#market = market;
    this.#interval = BINANCE_INTERVALS.get(subscription.timeframe.text);
    subscription.symbols.forEach((symbol, i) => this.#index.set(symbol, i));
  }

  opened(): void {
    this.#line.subscribing();
    const streams = this.#subscription.symbols.flatMap((symbol) => {
      const name = symbol.toLowerCase();
      return this.#interval === undefined
        ? [`${name}@aggTrade`]
        : [`${name}@aggTrade`, `${name}@kline_${this.#interval}`];
    });
    for (let at = 0; at < streams.length; at += STREAMS_A_MESSAGE) {
      this.#pending.add(++this.#lastRequestId);
      this.#line.send({
        method: "SUBSCRIBE",
        params: streams.slice(at, at + STREAMS_A_MESSAGE),
        id: this.#lastRequestId,
      });
    }
  }

  ping(): boolean {
    this.#line.send({ method: "LIST_SUBSCRIPTIONS", id: ++this.#lastRequestId });
    return true;
  }

  message(message: unknown): void {
    const event = fields(message), kind = event.e;
    if (kind === "aggTrade") return this.#trade(event);
    if (kind === "kline") return this.#kline(event);
    if (kind === "serverShutdown") return this.#line.replace();
    if ("result" in event && typeof event.id === "number") {
      if (this.#pending.delete(event.id) && this.#pending.size === 0) this.#line.ready();
      return;
    }
    if ("code" in event && "msg" in event) {
      return this.#line.fail(`Binance refused a request: ${words(event.msg)}`);
    }
    this.#market.setAside("a message of an unknown kind");
  }

  #trade(event: Fields): void {
    const instrumentIndex = this.#index.get(event.s as string);
    if (instrumentIndex === undefined) return this.#market.setAside("a symbol that wasn't asked for");
    this.#market.exchangeTime(decimal(event.E));
    // The buyer made the price: the seller took it.
    const takerSide = event.m === true ? -1 : event.m === false ? 1 : 0;
    this.#market.trade(
      instrumentIndex,
      event.a as number,
      typeof event.T === "number" ? event.T : NaN,
      decimal(event.p),
      decimal(event.q),
      takerSide,
    );
  }

  #kline(event: Fields): void {
    const kline = fields(event.k), instrumentIndex = this.#index.get(event.s as string);
    if (instrumentIndex === undefined || kline.i !== this.#interval) {
      return this.#market.setAside("a symbol that wasn't asked for");
    }
    this.#market.exchangeTime(decimal(event.E));
    this.#market.volume(instrumentIndex, decimal(kline.t), decimal(kline.v));
    if (kline.x !== true) return;
    this.#market.bar(
      instrumentIndex,
      decimal(kline.t),
      decimal(kline.o),
      decimal(kline.h),
      decimal(kline.l),
      decimal(kline.c),
      decimal(kline.v),
    );
  }
}
