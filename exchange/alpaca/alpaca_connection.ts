import type { z } from "zod";
import { Timeframe } from "../../engine/timeframe.ts";
import { BarStream } from "../wire/bar_stream.ts";
import type { EditedSeries } from "../market/edited_series.ts";
import { TradeStream } from "../wire/trade_stream.ts";
import type { Floor, VenueConnection, VenueRequest } from "../venue.ts";
import type { Wire } from "../wire/wire.ts";
import { alpacaError } from "./alpaca_errors.ts";
import { barText, tradeText } from "./alpaca_messages.ts";
import { type AlpacaChannel, alpacaRequestSchema, AlpacaSubscriptions } from "./alpaca_subscriptions.ts";

/** https://docs.alpaca.markets/docs/streaming-market-data: authentication within ten seconds. */
const AUTH_WITHIN_MS = 10_000;

/** How long after the minute bars come, in market time: "just after the minute mark". */
const BAR_LAG_MS = 100;

/** How often the bar of the day is told. */
const DAILY_EVERY_MS = 60_000;

const MINUTE = Timeframe.parse("1m"), DAY = Timeframe.parse("1d");

/** What a connection asks of its endpoint, which lets one client in at a time. */
export interface AlpacaEndpoint {
  readonly isCrypto: boolean;
  /** Symbols that it has, for `*`. */
  readonly series: readonly EditedSeries[];
  /** Takes the one place; false where another has it. */
  enter(wire: Wire): boolean;
  /** Whether a key is good. */
  isGood(key: string | undefined, secret: string | undefined): boolean;
  /** Whether the plan includes it: the one of all exchanges is for subscribers. */
  readonly isIncluded: boolean;
}

/** A client on Alpaca's market data stream, of shares or coins: trades, bars, updatedBars and dailyBars. Every message is an array. */
export class AlpacaConnection implements VenueConnection {
  readonly wire: Wire;
  readonly #floor: Floor;
  readonly #endpoint: AlpacaEndpoint;
  readonly #subscriptions = new AlpacaSubscriptions();
  #isAuthenticated = false;

  constructor(floor: Floor, request: VenueRequest, wire: Wire, endpoint: AlpacaEndpoint) {
    this.#floor = floor;
    this.wire = wire;
    this.#endpoint = endpoint;
    wire.say(`[{"T":"success","msg":"connected"}]`);
    const { "apca-api-key-id": key, "apca-api-secret-key": secret } = request.headers;
    if (key !== undefined) this.#authenticate(key, secret);
    wire.after(AUTH_WITHIN_MS, () => {
      if (!this.#isAuthenticated) this.#end(404);
    });
  }

  message(text: string): void {
    const request = parsed(text), isTooMany = this.#floor.faults.take("message_rate", "alpaca") !== undefined;
    if (request === undefined || isTooMany) return this.wire.say(alpacaError(400));
    if (request.action === "auth") {
      if (this.#isAuthenticated) return this.wire.say(alpacaError(403));
      return this.#authenticate(request.key, request.secret);
    }
    if (!this.#isAuthenticated) return this.wire.say(alpacaError(401));
    if (request.action === "unsubscribe") this.#subscriptions.remove(request);
    else {
      const fault = this.#fault([400, 405]);
      if (fault !== undefined || !this.#subscriptions.add(request)) {
        return this.wire.say(alpacaError(fault ?? 405));
      }
    }
    this.wire.say(this.#subscriptions.text(this.#endpoint.isCrypto));
    this.#settle();
  }

  announceShutdown(): void {}

  #authenticate(key: string | undefined, secret: string | undefined): void {
    const fault = this.#fault([402, 406, 407, 409, 500]);
    if (fault !== undefined) return this.#end(fault);
    if (!this.#endpoint.isGood(key, secret)) return this.#end(402);
    if (!this.#endpoint.isIncluded) return this.#end(409);
    if (!this.#endpoint.enter(this.wire)) return this.#end(406);
    this.#isAuthenticated = true;
    this.wire.say(`[{"T":"success","msg":"authenticated"}]`);
  }

  /** Says why, and closes. */
  #end(code: number): void {
    this.wire.say(alpacaError(code));
    this.wire.close(1000, "");
  }

  #fault(codes: readonly number[]): number | undefined {
    return this.#floor.faults.take("error", "alpaca", ({ code }) => codes.includes(code))?.code;
  }

  /** Makes the streams those that are subscribed. */
  #settle(): void {
    const wanted = new Map<string, readonly [AlpacaChannel, string, EditedSeries]>();
    for (const channel of ["trades", "bars", "dailyBars"] as const) {
      for (const symbol of this.#subscriptions.of(channel)) {
        const all = symbol === "*" ? this.#endpoint.series : [this.#floor.series(symbol)];
        for (const series of all) {
          if (series === undefined || series.symbol.includes("/") !== this.#endpoint.isCrypto) continue;
          wanted.set(`${channel} ${series.symbol}`, [channel, series.symbol, series]);
        }
      }
    }
    for (const key of this.wire.keys) if (!wanted.has(key)) this.wire.remove(key);
    for (const [key, [channel, symbol, series]] of wanted) {
      if (!this.wire.has(key)) this.#add(channel, symbol, series, key);
    }
  }

  #add(channel: AlpacaChannel, symbol: string, series: EditedSeries, key: string): void {
    const nowMs = this.#floor.time.nowMs(), { wire } = this, { isCrypto } = this.#endpoint;
    if (channel === "trades") {
      return wire.add(
        new TradeStream(wire, series, key, {
          afterMs: nowMs,
          isBatched: true,
          write: (trades) => `[${trades.map((trade) => tradeText(trade, symbol, isCrypto)).join(",")}]`,
        }),
      );
    }
    const isDaily = channel === "dailyBars";
    wire.add(
      new BarStream(wire, series, key, isDaily ? DAY : MINUTE, nowMs, {
        everyMs: isDaily ? DAILY_EVERY_MS : Infinity,
        closeLagMs: BAR_LAG_MS,
        hasEmpty: false,
        write: (bar, state) => {
          if (state !== "revised") return `[${barText(bar, symbol, isDaily ? "d" : "b")}]`;
          const hears = this.#subscriptions.of("updatedBars").some((each) => each === symbol || each === "*");
          return hears ? `[${barText(bar, symbol, "u")}]` : "";
        },
      }),
    );
  }
}

function parsed(text: string): z.infer<typeof alpacaRequestSchema> | undefined {
  try {
    return alpacaRequestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
