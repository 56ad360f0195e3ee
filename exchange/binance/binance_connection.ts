import { BarStream } from "../wire/bar_stream.ts";
import { RequestBudget } from "../request_budget.ts";
import { TradeStream } from "../wire/trade_stream.ts";
import type { Floor, VenueConnection, VenueRequest } from "../venue.ts";
import type { Stream, Wire } from "../wire/wire.ts";
import { binanceInterval } from "./binance_intervals.ts";
import { aggTradeMessage, klineMessage, tradeMessage } from "./binance_messages.ts";
import { readBinanceRequest } from "./binance_requests.ts";

/** Rules of a connection: web-socket-streams.md, "General WSS information" and "WebSocket Limits". */
const PING_EVERY_MS = 20_000, PONG_WITHIN_MS = 60_000, MESSAGES_A_SECOND = 5, STREAMS_MOST = 1_024;

/** How often a kline is sent: every two seconds, those of one second every second. */
const KLINE_EVERY_MS = 2_000, KLINE_1S_EVERY_MS = 1_000;

/** A client on Binance's market streams: `/ws`, `/ws/STREAM/…`, `/stream?streams=STREAM/…`. */
export class BinanceConnection implements VenueConnection {
  readonly wire: Wire;
  readonly #floor: Floor;
  readonly #messages: RequestBudget;
  /** What is subscribed, in order: also what nothing ever comes of, such as a symbol that doesn't exist. */
  readonly #subscribed = new Set<string>();
  /** Microseconds, where the client wants them. */
  readonly #perMs: number;
  #isCombined: boolean;

  constructor(floor: Floor, request: VenueRequest, wire: Wire) {
    this.#floor = floor;
    this.wire = wire;
    this.#messages = new RequestBudget(floor.clock, MESSAGES_A_SECOND, 1_000);
    this.#perMs = /^microsecond$/i.test(request.query.get("timeUnit") ?? "") ? 1_000 : 1;
    this.#isCombined = request.path.startsWith("/stream");
    const streams = this.#isCombined
      ? request.query.get("streams") ?? ""
      : request.path.replace(/^\/ws\/?/, "");
    for (const stream of streams.split("/")) if (stream !== "") this.#subscribe(stream);
    this.#pingAgain();
    wire.after(floor.settings.connectionLifeMs, () => wire.close(1008, "disconnected after 24 hours"));
  }

  message(text: string): void {
    const isTooMany = this.#floor.faults.take("message_rate", "binance") !== undefined;
    if (!this.#messages.spend() || isTooMany) return this.wire.close(1008, "Too many requests");
    const request = readBinanceRequest(text);
    switch (request.method) {
      case "error":
        return this.wire.say(request.answer);
      case "SUBSCRIBE":
        if (this.#subscribed.size + request.streams.length > STREAMS_MOST) {
          return this.wire.close(1008, "Too many streams");
        }
        this.#answer(null, request.id);
        for (const stream of request.streams) this.#subscribe(stream);
        return;
      case "UNSUBSCRIBE":
        for (const stream of request.streams) {
          this.#subscribed.delete(stream);
          this.wire.remove(stream);
        }
        return this.#answer(null, request.id);
      case "LIST_SUBSCRIPTIONS":
        return this.#answer([...this.#subscribed], request.id);
      case "SET_PROPERTY":
        this.#isCombined = request.isCombined;
        return this.#answer(null, request.id);
      case "GET_PROPERTY":
        return this.#answer(this.#isCombined, request.id);
    }
  }

  announceShutdown(): void {
    const data = `{"e":"serverShutdown","E":${this.#floor.time.nowMs() * this.#perMs}}`;
    this.wire.say(this.#isCombined ? `{"stream":"!serverShutdown","data":${data}}` : data);
  }

  #answer(result: unknown, id: number | string | null): void {
    this.wire.say(JSON.stringify({ result, id }));
  }

  #pingAgain(): void {
    this.wire.every(PING_EVERY_MS, () => this.wire.ping(PONG_WITHIN_MS));
  }

  #subscribe(stream: string): void {
    if (this.#subscribed.has(stream)) return;
    this.#subscribed.add(stream);
    const made = this.#stream(stream);
    if (made !== undefined) this.wire.add(made);
  }

  /** Undefined where nothing ever comes of it: an unknown symbol is no error at Binance. */
  #stream(stream: string): Stream | undefined {
    const [, name, kind] = /^([a-z0-9.]+)@(\w+)$/.exec(stream) ?? [];
    const series = name === undefined ? undefined : this.#floor.series(name);
    if (series === undefined) return undefined;
    const { wire } = this, perMs = this.#perMs, symbol = name.toUpperCase(), nowMs = this.#floor.time.nowMs();
    const wrap = (data: string) => this.#isCombined ? `{"stream":"${stream}","data":${data}}` : data;
    if (kind === "trade" || kind === "aggTrade") {
      const message = kind === "trade" ? tradeMessage : aggTradeMessage;
      return new TradeStream(wire, series, stream, {
        afterMs: nowMs,
        isBatched: false,
        write: ([trade]) => wrap(message(trade, symbol, perMs)),
      });
    }
    const interval = kind.startsWith("kline_") ? kind.slice("kline_".length) : "";
    const timeframe = binanceInterval(interval);
    if (timeframe === undefined) return undefined;
    return new BarStream(wire, series, stream, timeframe, nowMs, {
      everyMs: interval === "1s" ? KLINE_1S_EVERY_MS : KLINE_EVERY_MS,
      closeLagMs: 0,
      hasEmpty: true,
      write: (bar, state, atMs) => wrap(klineMessage(bar, symbol, interval, state !== "open", atMs, perMs)),
    });
  }
}
