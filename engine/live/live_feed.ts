import type { Observable } from "rxjs";
import type { Instrument } from "../instrument.ts";
import type { FeedEvent, FeedHealth, VenueBar } from "./feed_event.ts";

/** What is asked of the client of an exchange. */
export interface FeedRequest {
  /** In the universe's order; `symbol` is as the exchange writes it: BTCUSDT, BTC-USD, BTC/USD, AAPL. */
  readonly instruments: readonly Instrument[];
  /** Text of the timeframe whose closed bars the exchange is asked for, where it sends them: "1m". */
  readonly timeframe: string;
  /** By instrument: what is known already. Trades and bars after it are fetched before anything live is told. */
  readonly known: readonly KnownUpTo[];
}

/** Up to where an instrument is known. */
export interface KnownUpTo {
  /** Number of the last trade that is known; NaN where trades have none, or none is known. */
  readonly tradeId: number;
  /** With a number, the time of that trade. Without: trades before it, and bars that close at or before it, are known; NaN where nothing is. */
  readonly timeMs: number;
  /** Price of the last that is known: the first that comes is held against it. Without it, a first price can't be doubted. */
  readonly price?: number;
}

/**
 * A live connection to an exchange. `events` is cold: to subscribe is to connect, to unsubscribe to end everything. It never ends by itself
 * except where it can't go on: then it errors with a `LockstepError` that says why (a key that is refused, a symbol that isn't there).
 */
export interface LiveFeed {
  /** As it is called on the command line: binance, coinbase, kraken, alpaca. */
  readonly venue: string;
  /** See {@link FeedEvent}: in the order in which they are to be taken. */
  events(request: FeedRequest): Observable<FeedEvent>;
  /** How it does now. */
  readonly health: FeedHealth;
  /** Whether the exchange's history has bars of a timeframe: without them nothing can be warmed up or held against it. */
  hasBars(timeframe: string): boolean;
  /**
   * Closed bars from the exchange's history, oldest first, over REST: those that open at or after `fromMs` and close at or before `toMs`.
   * `done` is told what went wrong, in words, where it isn't all.
   */
  history(
    request: {
      readonly symbol: string;
      readonly timeframe: string;
      readonly fromMs: number;
      readonly toMs: number;
    },
    done: (bars: readonly Omit<VenueBar, "kind" | "instrumentIndex" | "origin">[], problem: string) => void,
  ): void;
  /** What the exchange says of its instruments: ticks, lots, currency. An empty list and a problem where it can't be had. */
  instruments(
    symbols: readonly string[],
    done: (instruments: readonly Instrument[], problem: string) => void,
  ): void;
}
