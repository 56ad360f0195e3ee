import type {
  Conversation,
  ExchangeProtocol,
  LineSink,
  MarketSink,
  Subscription,
  VenueRules,
} from "../exchange_protocol.ts";
import { decimal, type Fields, fields, rows, utcTime, words } from "../wire_fields.ts";
import { KRAKEN_MINUTES, krakenRest } from "./kraken_rest.ts";

/** Symbols named in one message. */
const SYMBOLS_A_MESSAGE = 100;

/** After maintenance, or a word of too many messages, no sooner than this. */
const CALM_MS = 5_000;

/**
 * https://docs.kraken.com/api/docs/guides/spot-ws-intro: a heartbeat each second in which nothing else is sent; a connection without
 * traffic for a minute is closed; some 150 attempts in ten minutes. How many messages may be sent isn't documented. REST: about one
 * request a second.
 */
const RULES: VenueRules = {
  trades: "numbered",
  watermarkMs: 0,
  staleMs: () => 10_000,
  graceMs: 5_000,
  answerMsMost: 10_000,
  lifetimeMs: Infinity,
  connects: { burst: 10, perMs: 140 / 600_000 },
  sends: { burst: 5, perMs: 10 / 1_000 },
  requests: { burst: 5, perMs: 1 / 1_000 },
};

/** Kraken, version 2 of its sockets. Its bars of other lengths than it has aren't asked for. */
export function kraken(socketUrl: string, restUrl: string): ExchangeProtocol {
  return {
    venue: "kraken",
    title: "Kraken",
    rules: RULES,
    socketUrl: `${socketUrl}/v2`,
    restHeaders: {},
    rest: krakenRest(restUrl),
    converse: (subscription, line, market) => new KrakenConversation(subscription, line, market),
  };
}

/** The bar that is running, as it was last told. */
interface RunningBar {
  readonly openTimeMs: number;
  readonly fields: Fields;
}

class KrakenConversation implements Conversation {
  readonly #subscription: Subscription;
  readonly #line: LineSink;
  readonly #market: MarketSink;
  readonly #index = new Map<string, number>();
  readonly #minutes: number | undefined;
  /** What isn't acknowledged yet: a channel and a symbol each. */
  readonly #pending = new Set<string>();
  /** Kraken doesn't say that a bar has closed: it has when the next one begins. */
  readonly #running: (RunningBar | undefined)[] = [];
  #lastRequestId = 0;

  constructor(subscription: Subscription, line: LineSink, market: MarketSink) {
    this.#subscription = subscription;
    this.#line = line;
    this.#market = market;
    this.#minutes = KRAKEN_MINUTES.get(subscription.timeframe.text);
    subscription.symbols.forEach((symbol, i) => this.#index.set(symbol, i));
  }

  opened(): void {
    this.#line.subscribing();
    const { symbols } = this.#subscription;
    for (let at = 0; at < symbols.length; at += SYMBOLS_A_MESSAGE) {
      const symbol = symbols.slice(at, at + SYMBOLS_A_MESSAGE);
      // What came before is fetched over REST, as far as it isn't known: no snapshot.
      this.#subscribe({ channel: "trade", symbol, snapshot: false });
      if (this.#minutes !== undefined) {
        this.#subscribe({ channel: "ohlc", symbol, interval: this.#minutes, snapshot: false });
      }
    }
  }

  ping(): boolean {
    this.#line.send({ method: "ping", req_id: ++this.#lastRequestId });
    return true;
  }

  message(message: unknown): void {
    const event = fields(message);
    switch (event.channel) {
      case "trade":
        for (const row of rows(event.data)) this.#trade(fields(row));
        return;
      case "ohlc":
        for (const row of rows(event.data)) this.#bar(fields(row));
        return;
      case "heartbeat":
        return;
      case "status":
        return this.#status(fields(rows(event.data)[0]));
    }
    if (event.method === "subscribe") return this.#subscribed(event);
    if (event.method === "pong") return this.#market.exchangeTime(utcTime(event.time_out));
    if ("Error" in event || "error" in event) {
      return this.#line.fail(`Kraken says: ${words(event.Error ?? event.error)}`, CALM_MS);
    }
    this.#market.setAside("a message of an unknown kind");
  }

  #subscribe(
    params: { channel: string; symbol: readonly string[]; interval?: number; snapshot: boolean },
  ): void {
    for (const symbol of params.symbol) this.#pending.add(`${params.channel} ${symbol}`);
    this.#line.send({ method: "subscribe", params, req_id: ++this.#lastRequestId });
  }

  #subscribed(event: Fields): void {
    this.#market.exchangeTime(utcTime(event.time_out));
    if (event.success === false) {
      const error = words(event.error), symbol = words(event.symbol);
      if (/already subscribed/i.test(error)) return;
      if (/rate/i.test(error)) return this.#line.fail(`Kraken says: ${error}`, CALM_MS);
      return this.#line.refuse(`Kraken refuses ${symbol || "a subscription"}: ${error}.`);
    }
    const { channel, symbol } = fields(event.result);
    if (this.#pending.delete(`${channel} ${symbol}`) && this.#pending.size === 0) this.#line.ready();
  }

  #status({ system }: Fields): void {
    if (system === "maintenance") this.#line.fail("Kraken is in maintenance", CALM_MS);
  }

  #trade(trade: Fields): void {
    const instrumentIndex = this.#index.get(trade.symbol as string);
    if (instrumentIndex === undefined) return this.#market.setAside("a symbol that wasn't asked for");
    const timeMs = utcTime(trade.timestamp);
    this.#market.exchangeTime(timeMs);
    this.#market.trade(
      instrumentIndex,
      typeof trade.trade_id === "number" ? trade.trade_id : NaN,
      timeMs,
      decimal(trade.price),
      decimal(trade.qty),
      trade.side === "buy" ? 1 : trade.side === "sell" ? -1 : 0,
    );
  }

  #bar(bar: Fields): void {
    const instrumentIndex = this.#index.get(bar.symbol as string), openTimeMs = utcTime(bar.interval_begin);
    if (instrumentIndex === undefined || !(openTimeMs > 0)) {
      return this.#market.setAside("a symbol that wasn't asked for");
    }
    const before = this.#running[instrumentIndex];
    if (before !== undefined && openTimeMs < before.openTimeMs) {
      return this.#market.setAside("a bar that is known already");
    }
    this.#running[instrumentIndex] = { openTimeMs, fields: bar };
    this.#market.volume(instrumentIndex, openTimeMs, decimal(bar.volume));
    if (before === undefined || openTimeMs === before.openTimeMs) return;
    const { open, high, low, close, volume } = before.fields;
    this.#market.bar(
      instrumentIndex,
      before.openTimeMs,
      decimal(open),
      decimal(high),
      decimal(low),
      decimal(close),
      decimal(volume),
    );
  }
}
