import type {
  Conversation,
  ExchangeProtocol,
  LineSink,
  MarketSink,
  Subscription,
  VenueRules,
} from "../exchange_protocol.ts";
import { decimal, type Fields, fields, rows, utcTime, words } from "../wire_fields.ts";
import { alpacaRest } from "./alpaca_rest.ts";
import { isUsSession } from "./us_session.ts";

/** What Alpaca gives an account to prove who it is. */
export interface AlpacaKeys {
  readonly key: string;
  readonly secret: string;
}

/** After a drop the session before may hold the one connection for a while: its own library waits a second at first. */
const SLOT_MS = 1_000;

/**
 * https://docs.alpaca.markets/docs/streaming-market-data: one connection an account; ten seconds for the keys; 200 requests a minute over
 * REST. Trades have no numbers that count up. There are no heartbeats: stocks may be silent at any time, and are outside of hours.
 */
const RULES: VenueRules = {
  trades: "timed",
  watermarkMs: 100,
  staleMs: () => 90_000,
  graceMs: 10_000,
  answerMsMost: 10_000,
  lifetimeMs: Infinity,
  connects: { burst: 5, perMs: 1 / 2_000 },
  sends: { burst: 3, perMs: 3 / 1_000 },
  requests: { burst: 20, perMs: 180 / 60_000 },
};

/** Alpaca's stocks of IEX, or its crypto. */
export function alpaca(
  market: "stocks" | "crypto",
  socketUrl: string,
  restUrl: string,
  keys: AlpacaKeys,
): ExchangeProtocol {
  const isStocks = market === "stocks";
  return {
    venue: isStocks ? "alpaca" : "alpaca_crypto",
    title: "Alpaca",
    rules: isStocks ? { ...RULES, staleMs: (nowMs) => isUsSession(nowMs) ? 90_000 : Infinity } : RULES,
    socketUrl: `${socketUrl}${isStocks ? "/v2/iex" : "/v1beta3/crypto/us"}`,
    restHeaders: { "APCA-API-KEY-ID": keys.key, "APCA-API-SECRET-KEY": keys.secret },
    rest: alpacaRest(market, restUrl),
    converse: (subscription, line, market) => new AlpacaConversation(keys, subscription, line, market),
  };
}

class AlpacaConversation implements Conversation {
  readonly #keys: AlpacaKeys;
  readonly #subscription: Subscription;
  readonly #line: LineSink;
  readonly #market: MarketSink;
  readonly #index = new Map<string, number>();
  readonly #hasBars: boolean;
  #isSubscribing = false;

  constructor(keys: AlpacaKeys, subscription: Subscription, line: LineSink, market: MarketSink) {
    this.#keys = keys;
    this.#subscription = subscription;
    this.#line = line;
    this.#market = market;
    this.#hasBars = subscription.timeframe.text === "1m"; // it has no others, but for days that run
    subscription.symbols.forEach((symbol, i) => this.#index.set(symbol, i));
  }

  opened(): void {
    // It speaks first.
  }

  /** To ask for the same again changes nothing, and is answered with the whole list. */
  ping(): boolean {
    this.#subscribe();
    return true;
  }

  message(message: unknown): void {
    if (!Array.isArray(message)) return this.#market.setAside("a message of an unknown kind");
    for (const each of message) {
      const event = fields(each);
      switch (event.T) {
        case "t":
          this.#trade(event);
          break;
        case "b":
        case "u":
          this.#bar(event);
          break;
        case "success":
          this.#success(event.msg);
          break;
        case "subscription":
          this.#subscribed(event);
          break;
        case "error":
          return this.#error(event);
        default:
          this.#market.setAside(
            event.T === "c" || event.T === "x" ? "a correction of a trade" : "a message of an unknown kind",
          );
      }
    }
  }

  #success(word: unknown): void {
    if (word === "connected") {
      this.#line.authenticating();
      this.#line.send({ action: "auth", key: this.#keys.key, secret: this.#keys.secret });
    } else if (word === "authenticated") {
      this.#line.subscribing();
      this.#isSubscribing = true;
      this.#subscribe();
    }
  }

  #subscribe(): void {
    const trades = this.#subscription.symbols;
    this.#line.send({
      action: "subscribe",
      trades,
      ...this.#hasBars && { bars: trades, updatedBars: trades },
    });
  }

  #subscribed(event: Fields): void {
    const trades = rows(event.trades);
    if (!this.#isSubscribing || !this.#subscription.symbols.every((symbol) => trades.includes(symbol))) {
      return;
    }
    this.#isSubscribing = false;
    this.#line.ready();
  }

  #error({ code, msg }: Fields): void {
    const said = `${words(msg)} (${String(code).slice(0, 10)})`;
    switch (code) {
      case 402:
        return this.#line.refuse(`Alpaca refuses the keys: ${said}. Check the key and the secret.`);
      case 403:
      case 404:
        return this.#line.refuse(`Alpaca refuses to let us in: ${said}.`);
      case 405:
        return this.#line.refuse(
          `Alpaca refuses so many symbols: ${said}. Its free plan allows 30; ask for fewer, or change the plan.`,
        );
      case 408:
      case 409:
        return this.#line.refuse(`Alpaca's plan doesn't hold what is asked for: ${said}.`);
      case 406:
        return this.#line.fail(`Alpaca allows one connection, and another holds it: ${said}`, SLOT_MS);
      default: // 400 and 401, 407 too slow, 500, and whatever else there may be
        return this.#line.fail(`Alpaca says: ${said}`);
    }
  }

  #trade(event: Fields): void {
    const instrumentIndex = this.#index.get(event.S as string);
    if (instrumentIndex === undefined) return this.#market.setAside("a symbol that wasn't asked for");
    this.#market.trade(
      instrumentIndex,
      typeof event.i === "number" ? event.i : NaN,
      utcTime(event.t),
      decimal(event.p),
      decimal(event.s),
      event.tks === "B" ? 1 : event.tks === "S" ? -1 : 0,
    );
  }

  #bar(event: Fields): void {
    const instrumentIndex = this.#index.get(event.S as string);
    if (instrumentIndex === undefined) return this.#market.setAside("a symbol that wasn't asked for");
    this.#market.volume(instrumentIndex, utcTime(event.t), decimal(event.v));
    this.#market.bar(
      instrumentIndex,
      utcTime(event.t),
      decimal(event.o),
      decimal(event.h),
      decimal(event.l),
      decimal(event.c),
      decimal(event.v),
    );
  }
}
