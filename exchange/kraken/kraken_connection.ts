import { z } from "zod";
import { Timeframe } from "../../engine/timeframe.ts";
import type { EditedSeries } from "../market/edited_series.ts";
import { tradesBetween } from "../market/market.ts";
import { tradeBars } from "../market/trade_bar.ts";
import { RequestBudget } from "../request_budget.ts";
import { timeText } from "../wire/time_text.ts";
import { TradeStream } from "../wire/trade_stream.ts";
import type { Floor, VenueConnection } from "../venue.ts";
import type { Wire } from "../wire/wire.ts";
import { KRAKEN_INTERVALS } from "./kraken_intervals.ts";
import { ohlcText, tradeText } from "./kraken_messages.ts";
import { OhlcStream } from "./ohlc_stream.ts";

/**
 * Heartbeats when nothing else was sent, and the end of idle connections: https://docs.kraken.com, "heartbeat" and "ping". How many requests a
 * second are too many isn't documented.
 */
const HEARTBEAT_MS = 1_000, IDLE_MOST_MS = 60_000, REQUESTS_A_SECOND = 20;

/** What a snapshot holds: the last 50 trades, as documented; that of candles isn't. */
const SNAPSHOT_TRADES = 50, SNAPSHOT_CANDLES = 100;

const requestSchema = z.object({
  method: z.string(),
  req_id: z.int().optional(),
  params: z.object({
    channel: z.string(),
    symbol: z.array(z.string()).min(1),
    snapshot: z.boolean().optional(),
    interval: z.int().optional(),
  }).optional(),
});

type Request = z.infer<typeof requestSchema>;

/** A client on Kraken's public WebSocket API, version 2: channels trade and ohlc. */
export class KrakenConnection implements VenueConnection {
  readonly wire: Wire;
  readonly #floor: Floor;
  readonly #requests: RequestBudget;
  #askedAtMs: number;

  constructor(floor: Floor, wire: Wire) {
    this.#floor = floor;
    this.wire = wire;
    this.#requests = new RequestBudget(floor.clock, REQUESTS_A_SECOND, 1_000);
    this.#askedAtMs = floor.clock.steadyMs();
    // Above 2^53, so that whoever takes it for a number gets another one.
    const connectionId = `1${floor.random.integer(100_000_000, 999_999_999)}${
      floor.random.integer(100_000_000, 999_999_999)
    }`;
    this.#status("online", connectionId);
    this.#beat();
  }

  message(text: string): void {
    this.#askedAtMs = this.#floor.clock.steadyMs();
    const isTooMany = this.#floor.faults.take("message_rate", "kraken") !== undefined;
    if (!this.#requests.spend() || isTooMany) return this.wire.say(`{"Error":"Exceeded msg rate"}`);
    const request = parsed(text);
    if (request === undefined) return this.#answer(undefined, { success: false, error: "Malformed request" });
    if (request.method === "ping") {
      return this.#answer(request, {}, "pong");
    }
    if (request.method !== "subscribe" && request.method !== "unsubscribe") {
      return this.#answer(request, { success: false, error: "Method not supported" });
    }
    if (request.params === undefined) {
      return this.#answer(request, { success: false, error: "Malformed request" });
    }
    for (const symbol of request.params.symbol) this.#subscription(request, symbol);
  }

  announceShutdown(): void {
    this.#status("maintenance", "0");
  }

  #subscription(request: Request, symbol: string): void {
    const { channel, interval = 1, snapshot = channel === "ohlc" } = request.params!;
    const refuse = (error: string) => this.#answer(request, { success: false, error, symbol });
    if (channel !== "trade" && channel !== "ohlc") return refuse("Channel not supported");
    const series = symbol.includes("/") ? this.#floor.series(symbol) : undefined;
    if (series === undefined) return refuse(`Currency pair not supported ${symbol}`);
    if (channel === "ohlc" && !KRAKEN_INTERVALS.includes(interval)) return refuse("Interval not supported");
    const key = channel === "ohlc" ? `ohlc ${interval} ${symbol}` : `trade ${symbol}`;
    const result = { channel, symbol, ...channel === "ohlc" && { interval } };
    if (request.method === "unsubscribe") {
      return this.wire.remove(key)
        ? this.#answer(request, { result, success: true })
        : refuse("Subscription Not Found");
    }
    if (this.wire.has(key)) return refuse("Already subscribed");
    this.#answer(request, { result: { ...result, snapshot }, success: true });
    if (channel === "trade") this.#addTrades(series, symbol, key, snapshot);
    else this.#addCandles(series, symbol, key, snapshot, interval);
  }

  #addTrades(series: EditedSeries, symbol: string, key: string, hasSnapshot: boolean): void {
    const nowMs = this.#floor.time.nowMs(), nextId = series.idAt(nowMs + 1);
    const message = (type: string, texts: readonly string[]) =>
      `{"channel":"trade","type":"${type}","data":[${texts.join(",")}]}`;
    if (hasSnapshot) {
      const trades = tradesBetween(series, nextId - SNAPSHOT_TRADES, nextId);
      this.wire.tell(message("snapshot", trades.map((trade) => tradeText(trade, symbol))));
    }
    this.wire.add(
      new TradeStream(this.wire, series, key, {
        afterMs: nowMs,
        isBatched: true,
        write: (trades) => message("update", trades.map((trade) => tradeText(trade, symbol))),
      }),
    );
  }

  #addCandles(
    series: EditedSeries,
    symbol: string,
    key: string,
    hasSnapshot: boolean,
    interval: number,
  ): void {
    const nowMs = this.#floor.time.nowMs(), timeframe = Timeframe.ofMs(interval * 60_000);
    const message = (type: string, atMs: number, texts: readonly string[]) =>
      `{"channel":"ohlc","type":"${type}","timestamp":"${timeText(atMs, 6)}","data":[${texts.join(",")}]}`;
    if (hasSnapshot) {
      const bars = tradeBars(series, timeframe, {
        fromMs: timeframe.startMs(nowMs) - (SNAPSHOT_CANDLES - 1) * timeframe.spanMs,
        toMs: Infinity,
        nowMs,
        limit: SNAPSHOT_CANDLES,
        hasEmpty: false,
      });
      this.wire.tell(message("snapshot", nowMs, bars.map((bar) => ohlcText(bar, symbol, interval))));
    }
    this.wire.add(
      new OhlcStream(this.wire, series, key, timeframe, {
        afterMs: nowMs,
        write: (bar, atMs) => message("update", atMs, [ohlcText(bar, symbol, interval)]),
      }),
    );
  }

  /** Once a second after the last message, where anything is subscribed; without that, an idle connection ends. */
  #beat(): void {
    const { clock } = this.#floor, { wire } = this;
    const quietMs = clock.steadyMs() - wire.sentAtMs;
    wire.after(Math.max(1, HEARTBEAT_MS - quietMs), () => {
      const nowMs = clock.steadyMs();
      if (wire.keys.length > 0) {
        if (nowMs - wire.sentAtMs >= HEARTBEAT_MS) {
          wire.sentAtMs = nowMs;
          wire.say(`{"channel":"heartbeat"}`);
        }
      } else if (nowMs - this.#askedAtMs >= IDLE_MOST_MS) return wire.close(1000, "idle");
      else wire.sentAtMs = nowMs;
      this.#beat();
    });
  }

  #status(system: string, connectionId: string): void {
    this.wire.say(
      `{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"${system}","api_version":"v2","connection_id":${connectionId}}]}`,
    );
  }

  #answer(
    request: Request | undefined,
    body: Readonly<Record<string, unknown>>,
    method = request?.method,
  ): void {
    const time = timeText(this.#floor.time.nowMs(), 6);
    this.wire.say(JSON.stringify({
      method,
      ...body,
      ...request?.req_id !== undefined && method === "pong" && { req_id: request.req_id },
      time_in: time,
      time_out: time,
      ...request?.req_id !== undefined && method !== "pong" && { req_id: request.req_id },
    }));
  }
}

function parsed(text: string): Request | undefined {
  try {
    return requestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
