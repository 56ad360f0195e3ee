import type {
  Conversation,
  ExchangeProtocol,
  LineSink,
  MarketSink,
  Subscription,
  VenueRules,
} from "../exchange_protocol.ts";
import { decimal, type Fields, fields, rows, text, utcTime, words } from "../wire_fields.ts";
import { coinbaseRest } from "./coinbase_rest.ts";

/**
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-rate-limits: eight connections and eight messages a
 * second; a connection that hasn't subscribed after five seconds is closed. Heartbeats come each second. REST: ten requests a second.
 */
const RULES: VenueRules = {
  trades: "mostly",
  watermarkMs: 0,
  staleMs: () => 5_000,
  graceMs: 5_000,
  answerMsMost: 10_000,
  lifetimeMs: Infinity,
  connects: { burst: 4, perMs: 4 / 1_000 },
  sends: { burst: 4, perMs: 6 / 1_000 },
  requests: { burst: 5, perMs: 6 / 1_000 },
};

/**
 * Coinbase, Advanced Trade, without keys: market data is public. Its candles are of five minutes and are never said to be closed, so bars
 * come from trades alone. Which side took isn't documented alike for its products: it is told as not known.
 */
export function coinbase(socketUrl: string, restUrl: string): ExchangeProtocol {
  return {
    venue: "coinbase",
    title: "Coinbase",
    rules: RULES,
    socketUrl,
    restHeaders: {},
    rest: coinbaseRest(restUrl),
    converse: (subscription, line, market) => new CoinbaseConversation(subscription, line, market),
  };
}

class CoinbaseConversation implements Conversation {
  readonly #subscription: Subscription;
  readonly #line: LineSink;
  readonly #market: MarketSink;
  readonly #index = new Map<string, number>();
  /** Products, and heartbeats as "", that aren't acknowledged yet. */
  readonly #pending = new Set<string>();
  /** Counts all messages of the connection. */
  #lastSequence = NaN;

  constructor(subscription: Subscription, line: LineSink, market: MarketSink) {
    this.#subscription = subscription;
    this.#line = line;
    this.#market = market;
    // Trades of BTC-USDC come back as BTC-USD, their book being one.
    subscription.symbols.forEach((symbol, i) => {
      if (symbol.endsWith("-USDC")) this.#index.set(symbol.slice(0, -1), i);
    });
    subscription.symbols.forEach((symbol, i) => this.#index.set(symbol, i));
  }

  opened(): void {
    this.#line.subscribing();
    const { symbols } = this.#subscription;
    this.#pending.add("");
    for (const symbol of symbols) this.#pending.add(symbol);
    // A channel a message.
    this.#line.send({ type: "subscribe", product_ids: symbols, channel: "market_trades" });
    this.#line.send({ type: "subscribe", channel: "heartbeats" });
  }

  ping(): boolean {
    return false;
  }

  message(message: unknown): void {
    const event = fields(message);
    if (event.type === "error") return this.#error(words(event.message));
    if (typeof event.sequence_num === "number") this.#follow(event.sequence_num);
    this.#market.exchangeTime(utcTime(event.timestamp));
    switch (event.channel) {
      case "market_trades":
        for (const each of rows(event.events)) this.#trades(fields(each));
        return;
      case "heartbeats":
        return;
      case "subscriptions":
        for (const each of rows(event.events)) this.#subscribed(fields(fields(each).subscriptions));
        return;
    }
    this.#market.setAside("a message of an unknown kind");
  }

  /** Messages that are missing aren't sent again: what was in them is fetched. An old one does no harm: its trades are known. */
  #follow(sequence: number): void {
    if (sequence > this.#lastSequence + 1) this.#market.missed();
    if (!(sequence <= this.#lastSequence)) this.#lastSequence = sequence;
  }

  #subscribed(subscriptions: Fields): void {
    if (this.#pending.size === 0) return;
    if ("heartbeats" in subscriptions) this.#pending.delete("");
    for (const product of rows(subscriptions.market_trades)) {
      this.#pending.delete(text(product));
      this.#pending.delete(`${text(product)}C`);
    }
    if (this.#pending.size === 0) this.#line.ready();
  }

  #error(message: string): void {
    if (/product|not found|unsupported|invalid id/i.test(message)) {
      return this.#line.refuse(`Coinbase refuses ${this.#subscription.symbols.join(", ")}: ${message}.`);
    }
    this.#line.fail(`Coinbase says: ${message}`, /rate|limit|too many/i.test(message) ? 5_000 : 0);
  }

  #trades(event: Fields): void {
    // A snapshot tells of trades before the subscription: those that aren't known are fetched, those that are would be taken for old ones.
    if (event.type === "snapshot") return;
    const trades = rows(event.trades);
    for (let at = trades.length - 1; at >= 0; at--) { // newest first
      const trade = fields(trades[at]), instrumentIndex = this.#index.get(trade.product_id as string);
      if (instrumentIndex === undefined) {
        this.#market.setAside("a symbol that wasn't asked for");
        continue;
      }
      this.#market.trade(
        instrumentIndex,
        decimal(trade.trade_id),
        utcTime(trade.time),
        decimal(trade.price),
        decimal(trade.size),
        0,
      );
    }
  }
}
