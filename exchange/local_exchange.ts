import { LockstepError } from "../engine/error.ts";
import type { Clock, Reply } from "../engine/live/outside.ts";
import type { Random } from "../engine/random.ts";
import { type ActiveFault, ActiveFaults } from "./active_faults.ts";
import { Alpaca } from "./alpaca/alpaca.ts";
import { Binance } from "./binance/binance.ts";
import { Coinbase } from "./coinbase/coinbase.ts";
import { type FaultRequest, readFault, VENUE_NAMES, type VenueName } from "./fault.ts";
import { Kraken } from "./kraken/kraken.ts";
import { EditedSeries } from "./market/edited_series.ts";
import { type Market, symbolKey, type TradeSeries } from "./market/market.ts";
import { MarketTime } from "./market_time.ts";
import { RequestBudget } from "./request_budget.ts";
import type { ServerConnection, ServerSocket } from "./wire/server_socket.ts";
import { type Floor, jsonReply, type Venue, type VenueConnection, type VenueRequest } from "./venue.ts";
import { Wire } from "./wire/wire.ts";

/** What an exchange is made of. */
export interface LocalExchangeOptions {
  readonly clock: Clock;
  /** All that is left to chance comes from it. */
  readonly random: Random;
  readonly market: Market;
  /** Market time at which it opens, UTC epoch milliseconds; the clock's time by default. */
  readonly startMs?: number;
  /** Market milliseconds to each of the clock's, 1 by default. Rules of connections go by the clock. */
  readonly speed?: number;
  /** How long a connection to Binance lives, by the clock; 24 h by default. */
  readonly connectionLifeMs?: number;
  /** The one key that Alpaca takes; any by default. */
  readonly alpacaKeys?: { readonly key: string; readonly secret: string };
  /** Whether requests and attempts to connect are limited as the venues do it; they are by default. */
  readonly hasLimits?: boolean;
}

/** An answer, and how it comes. */
export interface ExchangeReply extends Reply {
  /** All of it; never; or `slowly`, a byte a second. */
  readonly arrival: "whole" | "never" | "slowly";
}

/** Speeds that make sense. */
const SPEED_MOST = 1_000;

/**
 * An exchange on this machine, which speaks Binance, Coinbase (Advanced Trade), Kraken (version 2) and Alpaca, each under a path of its own: what
 * one finds at `wss://stream.binance.com/stream` is at `/binance/stream` here, `https://api.kraken.com/0/public/OHLC` at
 * `/kraken/0/public/OHLC`. All four trade the same market, and misbehave on demand.
 *
 * It does nothing by itself: time, timers, sockets and chance are handed in, so that it can run in a simulator, where one seed is one story.
 * `serveExchange` puts it on a port.
 */
export class LocalExchange {
  readonly time: MarketTime;
  readonly clock: Clock;
  readonly #faults: ActiveFaults;
  readonly #series: readonly EditedSeries[];
  readonly #venues: ReadonlyMap<VenueName, Venue>;
  readonly #alpaca: Alpaca;
  readonly #attempts: ReadonlyMap<VenueName, RequestBudget>;
  readonly #hasLimits: boolean;
  /** Oldest first. */
  readonly #connections: VenueConnection[] = [];
  readonly #silent = new Set<Wire>();
  readonly #floor: Floor;
  #cancelSkew: (() => void) | undefined;
  #isStopped = false;

  /** @throws LockstepError where the speed makes no sense, or two symbols are one to a venue. */
  constructor(options: LocalExchangeOptions) {
    const { clock, random, market, startMs = clock.nowMs(), speed = 1, hasLimits = true } = options;
    if (!(speed > 0 && speed <= SPEED_MOST)) {
      throw new LockstepError(
        `Cannot run an exchange at ${speed} times its clock: choose above 0, up to ${SPEED_MOST}.`,
      );
    }
    this.clock = clock;
    this.#hasLimits = hasLimits;
    this.time = new MarketTime(clock, startMs, speed);
    this.#faults = new ActiveFaults(clock, random);
    this.#series = market.series.map((series) => new EditedSeries(series));
    const byKey = new Map<string, EditedSeries>();
    for (const series of this.#series) {
      const key = symbolKey(series.symbol), other = byKey.get(key);
      if (other !== undefined) {
        throw new LockstepError(
          `Cannot trade both ${other.symbol} and ${series.symbol}: to a venue they are one.`,
        );
      }
      byKey.set(key, series);
    }
    const floor: Floor = {
      clock,
      time: this.time,
      random,
      faults: this.#faults,
      settings: {
        connectionLifeMs: options.connectionLifeMs ?? 24 * 3_600_000,
        alpacaKeys: options.alpacaKeys,
        hasLimits,
      },
      series: (symbol) => byKey.get(symbolKey(symbol)),
      allSeries: this.#series,
    };
    this.#floor = floor;
    this.#alpaca = new Alpaca(floor);
    const venues: Venue[] = [new Binance(floor), new Coinbase(floor), new Kraken(floor), this.#alpaca];
    this.#venues = new Map(venues.map((venue) => [venue.name, venue]));
    this.#attempts = new Map(
      venues.map(({ name, attempts }) => [name, new RequestBudget(clock, attempts.most, attempts.spanMs)]),
    );
  }

  /** Symbols that are traded. */
  get symbols(): readonly string[] {
    return this.#series.map(({ symbol }) => symbol);
  }

  /** All trades of a symbol, however a venue writes it, as they are told unless a fault strikes. */
  series(symbol: string): TradeSeries | undefined {
    return this.#floor.series(symbol);
  }

  /** Clients that are connected. */
  get connectionCount(): number {
    return this.#connections.length + this.#silent.size;
  }

  /**
   * Whether a client that knocks is let in: 101; 404 where there is no socket at this address, 429 where it has knocked too often, 503 where
   * connections are refused. Counts as an attempt: a transport asks once, then calls {@link admit}; {@link accept} does both.
   */
  admission(url: string): 101 | 404 | 429 | 503 {
    const place = this.#place(url);
    if (place === undefined || !place.venue.hasSocket(place.request.path)) return 404;
    const { name } = place.venue;
    if (this.#isStopped || this.#faults.take("refuse", name) !== undefined) return 503;
    return this.#hasLimits && !this.#attempts.get(name)!.spend() ? 429 : 101;
  }

  /** Takes a client in that was let in. `url` is the whole address, headers' names are in lower case. */
  admit(url: string, headers: Readonly<Record<string, string>>, socket: ServerSocket): ServerConnection {
    const { venue, request } = this.#place(url, headers)!;
    const wire = new Wire(this.#floor, venue, socket, (ended) => this.#forget(ended));
    if (this.#faults.take("silence", venue.name) !== undefined) {
      wire.mute();
      this.#silent.add(wire);
      return { message() {}, pong() {}, closed: () => wire.closed() };
    }
    const connection = venue.open(request, wire);
    if (wire.isOpen) this.#connections.push(connection);
    return {
      message: (text) => {
        if (wire.isOpen) connection.message(text);
      },
      pong: (payload) => wire.pong(payload),
      closed: () => wire.closed(),
    };
  }

  /** Takes a client in, or breaks its connection off: see {@link admission}. */
  accept(url: string, headers: Readonly<Record<string, string>>, socket: ServerSocket): ServerConnection {
    if (this.admission(url) === 101) return this.admit(url, headers, socket);
    socket.terminate();
    return { message() {}, pong() {}, closed() {} };
  }

  /** Answers a GET request for an address. */
  get(url: string, headers: Readonly<Record<string, string>> = {}): ExchangeReply {
    const place = this.#place(url, headers);
    if (place === undefined) {
      return whole(
        jsonReply(
          { message: `There is no such place: addresses begin with /${VENUE_NAMES.join(", /")}.` },
          404,
        ),
      );
    }
    const { venue, request } = place, { name } = venue, faults = this.#faults;
    if (this.#isStopped || faults.take("rest_silent", name) !== undefined) {
      return { status: 0, headers: {}, text: "no answer", arrival: "never" };
    }
    const limited = faults.take("rest_429", name);
    if (limited !== undefined) return whole(venue.refusal(429, limited.retryAfterS));
    const banned = faults.take("rest_418", name);
    if (banned !== undefined) return whole(venue.refusal(418, banned.retryAfterS));
    if (faults.take("rest_500", name) !== undefined) return whole(venue.refusal(500, 0));
    const reply = venue.get(request);
    if (faults.take("rest_garbage", name) !== undefined) {
      return whole({ ...reply, text: `<html><body>${reply.text.slice(0, 40)}` });
    }
    return faults.take("rest_slow_loris", name) !== undefined
      ? { ...reply, arrival: "slowly" }
      : whole(reply);
  }

  /** Puts a fault on, or does it at once: see `fault.ts`. @throws LockstepError where it can't be read. */
  misbehave(request: FaultRequest): void {
    const fault = readFault(request);
    switch (fault.kind) {
      case "drop":
        if ((fault.venue ?? "alpaca") === "alpaca" && fault.holdsSlotMs > 0) {
          this.#alpaca.holdPlaces(fault.holdsSlotMs);
        }
        return this.#struck(fault).forEach((wire) => wire.close(fault.code, fault.reason));
      case "stall":
        return this.#struck(fault).forEach((wire) => wire.stall(fault.forMs ?? Infinity));
      case "ping_close":
        return this.#struck(fault).forEach((wire) => wire.ping(fault.withinMs));
      case "slow_consumer":
        return this.#struck(fault).forEach((wire) => wire.slow(fault.messages));
      case "shutdown":
        for (const wire of this.#struck(fault)) {
          this.#connections.find((connection) => connection.wire === wire)?.announceShutdown();
          wire.after(fault.afterMs, () => wire.close(1001, "server shutdown"));
        }
        return;
      case "clock_skew":
        return this.#skew(fault.byMs, fault.forMs);
      case "empty_minutes": {
        const fromMs = Math.ceil((this.time.latestMs() + 1) / 60_000) * 60_000;
        for (const series of this.#series) series.cut(fromMs, fromMs + fault.minutes * 60_000);
        return this.#refresh();
      }
      case "burst": {
        const fromMs = this.time.latestMs() + 1;
        this.#series[0]?.burst(fromMs, fromMs + fault.overMs * this.time.speed, fault.trades);
        return this.#refresh();
      }
      default:
        this.#faults.add(fault);
    }
  }

  /** Faults that are on: those that strike at once are never among them. */
  get faults(): readonly ActiveFault[] {
    return this.#faults.list();
  }

  /** Ends all faults that are on, and puts its clock right. */
  behave(): void {
    this.#faults.clear();
    this.#skew(0, undefined);
  }

  /** Breaks off all connections, and answers nothing from then on. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelSkew?.();
    for (const wire of this.#struck({})) wire.close(1006, "");
  }

  /** Open connections, the oldest first, those of one venue, so many; silent ones come last. */
  #struck({ venue, count = Infinity }: { venue?: VenueName; count?: number }): Wire[] {
    return [...this.#connections.map(({ wire }) => wire), ...this.#silent]
      .filter((wire) => venue === undefined || wire.venue === venue)
      .slice(0, count);
  }

  #skew(byMs: number, forMs: number | undefined): void {
    this.#cancelSkew?.();
    this.#cancelSkew = forMs === undefined
      ? undefined
      : this.clock.after(forMs, () => this.#skew(0, undefined));
    this.time.skew(byMs);
    this.#refresh();
  }

  #refresh(): void {
    for (const { wire } of this.#connections) wire.refresh();
  }

  #forget(wire: Wire): void {
    this.#silent.delete(wire);
    const at = this.#connections.findIndex((connection) => connection.wire === wire);
    if (at >= 0) this.#connections.splice(at, 1);
  }

  /** The venue that an address belongs to, and what is asked of it. */
  #place(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): { venue: Venue; request: VenueRequest } | undefined {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const [, name, path] = /^\/([a-z]+)(\/.*)?$/.exec(pathname) ?? [];
    const venue = this.#venues.get(name as VenueName);
    if (venue === undefined) return undefined;
    const page = <T>(rows: readonly T[]) =>
      rows.length > 1 && this.#faults.take("rest_incomplete", venue.name) !== undefined
        ? rows.slice(0, Math.ceil(rows.length / 2))
        : rows;
    return { venue, request: { path: path ?? "", query: searchParams, headers, page } };
  }
}

function whole(reply: Reply): ExchangeReply {
  return { ...reply, arrival: "whole" };
}
