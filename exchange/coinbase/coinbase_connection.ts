import { z } from "zod";
import { Timeframe } from "../../engine/timeframe.ts";
import { BarStream } from "../wire/bar_stream.ts";
import type { EditedSeries } from "../market/edited_series.ts";
import { type Trade, tradesBetween } from "../market/market.ts";
import { tradeBars } from "../market/trade_bar.ts";
import { RequestBudget } from "../request_budget.ts";
import { timeText } from "../wire/time_text.ts";
import { TradeStream } from "../wire/trade_stream.ts";
import type { Floor, VenueConnection } from "../venue.ts";
import type { Wire } from "../wire/wire.ts";
import { candleOf, heartbeatText, tradeText } from "./coinbase_messages.ts";

/**
 * Rules of a connection: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket. Closing without updates is said to take
 * 60 to 90 s.
 */
const SUBSCRIBE_WITHIN_MS = 5_000, IDLE_MOST_MS = 75_000, MESSAGES_A_SECOND = 8, HEARTBEAT_MS = 1_000;

/** Candles are of five minutes, and sent every second. */
const CANDLE = Timeframe.parse("5m"), CANDLE_EVERY_MS = 1_000;

/** What a snapshot holds. */
const SNAPSHOT_TRADES = 50, SNAPSHOT_CANDLES = 100;

const requestSchema = z.object({
  type: z.enum(["subscribe", "unsubscribe"]),
  channel: z.string(),
  product_ids: z.array(z.string()).default([]),
});

/** A client on Coinbase Advanced Trade's market data: channels market_trades, candles and heartbeats. */
export class CoinbaseConnection implements VenueConnection {
  readonly wire: Wire;
  readonly #floor: Floor;
  readonly #messages: RequestBudget;
  /** Products by channel, as they were asked for. */
  readonly #subscriptions = new Map<string, string[]>();
  #sequence = 0;
  #heartbeats = 0;
  #hasSubscribed = false;

  constructor(floor: Floor, wire: Wire) {
    this.#floor = floor;
    this.wire = wire;
    this.#messages = new RequestBudget(floor.clock, MESSAGES_A_SECOND, 1_000);
    wire.after(SUBSCRIBE_WITHIN_MS, () => {
      if (!this.#hasSubscribed) wire.close(1008, "no subscription within 5 seconds");
    });
    wire.every(HEARTBEAT_MS, () => {
      if (this.#subscriptions.has("heartbeats")) {
        this.#tell("heartbeats", heartbeatText(floor.time.nowMs(), ++this.#heartbeats));
      } else if (floor.clock.steadyMs() - wire.sentAtMs >= IDLE_MOST_MS) wire.close(1000, "no updates");
    });
  }

  message(text: string): void {
    const isTooMany = this.#floor.faults.take("message_rate", "coinbase") !== undefined;
    if (!this.#messages.spend() || isTooMany) return this.#error("rate limit exceeded");
    const request = parsed(text);
    if (request === undefined) return this.#error("failed to parse message");
    const { type, channel, product_ids: products } = request;
    if (channel !== "heartbeats" && channel !== "market_trades" && channel !== "candles") {
      return this.#error(`channel ${channel} is not supported`);
    }
    if (channel !== "heartbeats" && products.length === 0) {
      return this.#error("product_ids must not be empty");
    }
    const unknown = products.find((product) => this.#floor.series(settled(product)) === undefined);
    if (unknown !== undefined) return this.#error(`${unknown} is not a valid product`);
    if (type === "unsubscribe") {
      const left = (this.#subscriptions.get(channel) ?? []).filter((each) => !products.includes(each));
      for (const product of products) this.wire.remove(`${channel} ${settled(product)}`);
      if (left.length === 0) this.#subscriptions.delete(channel);
      else this.#subscriptions.set(channel, left);
      return this.#saySubscriptions();
    }
    this.#hasSubscribed = true;
    const known = this.#subscriptions.get(channel) ?? [];
    const added = products.filter((product, i) =>
      !known.includes(product) && products.indexOf(product) === i
    );
    this.#subscriptions.set(channel, [...known, ...added]);
    this.#saySubscriptions();
    for (const product of added) {
      const series = this.#floor.series(settled(product))!;
      if (channel === "market_trades") this.#addTrades(series, settled(product));
      if (channel === "candles") this.#addCandles(series, settled(product));
    }
  }

  announceShutdown(): void {}

  #addTrades(series: EditedSeries, product: string): void {
    const nowMs = this.#floor.time.nowMs(), nextId = series.idAt(nowMs + 1);
    this.#tell(
      "market_trades",
      tradesEvent("snapshot", tradesBetween(series, nextId - SNAPSHOT_TRADES, nextId), product),
    );
    this.wire.add(
      new TradeStream(this.wire, series, `market_trades ${product}`, {
        afterMs: nowMs,
        isBatched: true,
        write: (trades) => this.#message("market_trades", tradesEvent("update", trades, product)),
      }),
    );
  }

  #addCandles(series: EditedSeries, product: string): void {
    const nowMs = this.#floor.time.nowMs();
    const fromMs = CANDLE.startMs(nowMs) - (SNAPSHOT_CANDLES - 1) * CANDLE.spanMs;
    const candles = tradeBars(series, CANDLE, {
      fromMs,
      toMs: Infinity,
      nowMs,
      limit: SNAPSHOT_CANDLES,
      hasEmpty: false,
    });
    const event = (type: string, list: readonly unknown[]) => JSON.stringify({ type, candles: list });
    this.#tell("candles", event("snapshot", candles.reverse().map((bar) => candleOf(bar, product))));
    this.wire.add(
      new BarStream(this.wire, series, `candles ${product}`, CANDLE, nowMs, {
        everyMs: CANDLE_EVERY_MS,
        closeLagMs: 0,
        hasEmpty: false,
        write: (bar) => this.#message("candles", event("update", [candleOf(bar, product)])),
      }),
    );
  }

  #saySubscriptions(): void {
    const subscriptions = Object.fromEntries(
      [...this.#subscriptions].map((
        [channel, products],
      ) => [channel, channel === "heartbeats" ? ["heartbeats"] : products]),
    );
    this.wire.say(this.#message("subscriptions", JSON.stringify({ subscriptions })));
  }

  #tell(channel: string, event: string): void {
    this.wire.tell(this.#message(channel, event));
  }

  /** Every message that is made takes a number of the connection's: one that is lost on the way leaves a hole. */
  #message(channel: string, event: string): string {
    return `{"channel":"${channel}","client_id":"","timestamp":"${
      timeText(this.#floor.time.nowMs(), 6)
    }","sequence_num":${this.#sequence++},"events":[${event}]}`;
  }

  #error(message: string): void {
    this.wire.say(JSON.stringify({ type: "error", message }));
  }
}

/** Newest first. */
function tradesEvent(type: string, trades: readonly Trade[], product: string): string {
  const texts = trades.map((trade) => tradeText(trade, product)).reverse();
  return `{"type":"${type}","trades":[${texts.join(",")}]}`;
}

/** Products in USDC come back as those in USD on market channels. */
function settled(product: string): string {
  return product.replace(/-USDC$/, "-USD");
}

function parsed(text: string): z.infer<typeof requestSchema> | undefined {
  try {
    return requestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
