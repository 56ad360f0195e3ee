import type { Clock, Reply } from "../engine/live/outside.ts";
import type { Random } from "../engine/random.ts";
import type { ActiveFaults } from "./active_faults.ts";
import type { VenueName } from "./fault.ts";
import type { EditedSeries } from "./market/edited_series.ts";
import type { MarketTime } from "./market_time.ts";
import type { Wire } from "./wire/wire.ts";

/** What all venues share. */
export interface Floor {
  readonly clock: Clock;
  readonly time: MarketTime;
  readonly random: Random;
  readonly faults: ActiveFaults;
  readonly settings: VenueSettings;
  /** Trades of a symbol, however a venue writes it. */
  series(symbol: string): EditedSeries | undefined;
  readonly allSeries: readonly EditedSeries[];
}

/** What can be chosen about venues. */
export interface VenueSettings {
  /** How long Binance lets a connection live, by the exchange's clock: 24 h. */
  readonly connectionLifeMs: number;
  /** What Alpaca takes for a good key; undefined for any that isn't empty. */
  readonly alpacaKeys: { readonly key: string; readonly secret: string } | undefined;
  /** Whether requests and connection attempts are limited as the venues do it. */
  readonly hasLimits: boolean;
}

/** What was asked for, over HTTP or to open a socket. */
export interface VenueRequest {
  /** Below the venue's own: `/api/v3/klines`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The rows of a page that are given: all, but for a fault. What tells how to go on must follow from these. */
  page<T>(rows: readonly T[]): readonly T[];
}

/** One of the exchanges that are spoken. */
export interface Venue {
  readonly name: VenueName;
  /** Attempts to connect that it lets through: so many in such a span. */
  readonly attempts: { readonly most: number; readonly spanMs: number };
  /** Whether there is a socket at this path. */
  hasSocket(path: string): boolean;
  /** A client has connected. */
  open(request: VenueRequest, wire: Wire): VenueConnection;
  /** Answers a GET request. */
  get(request: VenueRequest): Reply;
  /** How it says 418, 429 or 500. */
  refusal(status: 418 | 429 | 500, retryAfterS: number): Reply;
  /** A message of market data of a kind that doesn't exist. */
  readonly unknownMessage: string;
  /** What a client hears that is too slow; empty where it is cut off without a word. */
  readonly slowMessage: string;
}

/** A client's connection to a venue. */
export interface VenueConnection {
  readonly wire: Wire;
  message(text: string): void;
  /** Says, where the venue has words for it, that it is about to close. */
  announceShutdown(): void;
}

/** A JSON answer. */
export function jsonReply(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    text: typeof body === "string" ? body : JSON.stringify(body),
  };
}

/** The whole number that a query names; `fallback` where it doesn't, NaN where it isn't one. */
export function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  return /^-?\d+$/.test(text) ? Number(text) : NaN;
}
