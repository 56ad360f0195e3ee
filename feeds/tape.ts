import type { FeedEvent, VenueBar } from "../engine/live/feed_event.ts";
import type { TradesAfter } from "./exchange_protocol.ts";

/** A trade as the exchange has it. */
export interface TapeTrade {
  /** The exchange's number of it, whether it counts up or not; NaN where it has none. */
  readonly id: number;
  readonly timeMs: number;
  readonly price: number;
  readonly quantity: number;
  readonly takerSide: -1 | 0 | 1;
}

/** What becomes of the trades of one instrument between the exchange's messages and the feed's events: order, doubles, holes. */
export interface Tape {
  readonly instrumentIndex: number;
  /** Whether what comes live is held back, since something before it is missing. */
  readonly isHolding: boolean;
  /** What is known: trades after it are those to ask for. Both are NaN where nothing is. */
  readonly known: TradesAfter;
  /** Trades that are missing before the first that is held back; NaN where that isn't known. */
  readonly missing: number;
  /** Whether what is held back goes on from this one: nothing after it needs to be fetched. */
  isJoinedBy(fetched: TapeTrade): boolean;
  /** A trade from the socket. `steadyMs`: when it came. */
  trade(
    id: number,
    timeMs: number,
    price: number,
    quantity: number,
    takerSide: -1 | 0 | 1,
    steadyMs: number,
  ): void;
  /** A closed bar of the exchange's own reckoning, from the socket. */
  bar(bar: VenueBar): void;
  /** Where nothing is known yet: from this time on nothing is to be missed. */
  begin(timeMs: number): void;
  /** From now on what comes live is held back, until what may be missing is fetched. */
  hold(): void;
  /** Closed bars up to a time stand in for what is missing; trades before it are known from now on. */
  replace(bars: readonly VenueBar[], upToMs: number): void;
  /**
   * Splices in what was fetched, and lets go of what was held back. Says whether that was all: if not, what is still missing is to be
   * fetched again, or given up. With a reason why there is no more to fetch, it always is.
   */
  fill(fetched: readonly TapeTrade[], unfilledReason: string): boolean;
  /** Goes on without what is missing still. An empty reason: the exchange has answered, and has no such trades. */
  giveUp(unfilledReason: string): void;
  /** Ends it: no timers are left. */
  stop(): void;
}

/** What a tape tells. */
export interface TapeHost {
  tell(event: FeedEvent): void;
  setAside(reason: string): void;
  /** Something before what came is missing: fetch it, but not sooner than in so many milliseconds. */
  fetch(instrumentIndex: number, inMs: number): void;
  /** What was missing has come by itself. */
  foundAll(instrumentIndex: number): void;
  after(delayMs: number, call: () => void): () => void;
  /** The exchange's clock, as far as it is known. */
  exchangeNowMs(): number;
  /** The latest time at which a trade of any instrument is believed to have happened, and when, by steady clock, it came; NaN before. */
  readonly latestMs: number;
  readonly latestSteadyMs: number;
  /** What our own clock said when the last message came. */
  readonly wallMs: number;
  believed(timeMs: number, steadyMs: number): void;
}

/** Trades and bars that a tape holds back, at most; beyond it, trades are left to be fetched. */
export const HELD_MOST = 100_000;

/** Why a message is set aside: the words under which it is counted. */
export const ASIDE = {
  known: "a trade that is known already",
  number: "a trade number that isn't one",
  numberJumps: "a trade number far ahead",
  price: "a price that isn't one",
  priceJumps: "a price more than ten times up or down from the last",
  quantity: "a quantity that isn't one",
  time: "a time that isn't one",
  timeBack: "a time before the last trade's",
  timeAhead: "a time far ahead",
  late: "a trade that came late (told all the same)",
  overflow: "a trade beyond those that can be held back (to be fetched)",
  bar: "a bar that can't be",
  knownBar: "a bar that is known already",
} as const;

/** Between 2000 and 2100; nobody trades here at other times. */
const EARLIEST_MS = Date.UTC(2000), LATEST_MS = Date.UTC(2100);

/** How much the price may change from one trade to the next, as a factor. */
const PRICE_FACTOR_MOST = 10;

/** More than that nobody ever traded, of anything. */
const QUANTITY_MOST = 1e15;

/** How much earlier than the latest a trade without a number may be: told that late it is no news. */
export const LATE_MS_MOST = 120_000;

/** How much earlier than the trade before one may be: exchanges stamp by more than one clock. */
const BACK_MS_MOST = 1_000;

/**
 * How far a trade may lie ahead of the latest before it: 2,000 ms for each that passed here, since local exchanges run fast, and what a busy
 * machine may be late by at that pace: an hour, but five minutes only where it would lie in our own future as well.
 */
const AHEAD_FACTOR = 2_000, AHEAD_MS = 3_600_000, AHEAD_OF_US_MS = 300_000, CLOCKS_DIFFER_MS = 60_000;

/** Why a trade can't be at all, whatever came before it; empty where it can. */
export function impossible(timeMs: number, price: number, quantity: number): string {
  if (!(timeMs >= EARLIEST_MS && timeMs <= LATEST_MS)) return ASIDE.time;
  if (!(price > 0 && price < Infinity)) return ASIDE.price;
  if (!(quantity > 0 && quantity <= QUANTITY_MOST)) return ASIDE.quantity;
  return "";
}

/** Why a price can't be believed after another; empty where it can, or nothing came before. */
export function priceDoubt(price: number, lastPrice: number): string {
  return price > lastPrice * PRICE_FACTOR_MOST || price * PRICE_FACTOR_MOST < lastPrice
    ? ASIDE.priceJumps
    : "";
}

/** Why a time can't be believed after those that were; empty where it can. */
export function aheadDoubt(timeMs: number, steadyMs: number, host: TapeHost): string {
  const slackMs = timeMs > host.wallMs + CLOCKS_DIFFER_MS ? AHEAD_OF_US_MS : AHEAD_MS;
  return timeMs > host.latestMs + slackMs + AHEAD_FACTOR * (steadyMs - host.latestSteadyMs)
    ? ASIDE.timeAhead
    : "";
}

/** Whether a trade's time lies further back than clocks explain. */
export function liesBack(timeMs: number, lastTimeMs: number): boolean {
  return timeMs < lastTimeMs - BACK_MS_MOST;
}

/** Whether a bar can be: prices above zero, the low lowest and the high highest. */
export function canBe(
  { openTimeMs, open, high, low, close, volume }: Omit<VenueBar, "kind" | "instrumentIndex" | "origin">,
): boolean {
  return openTimeMs >= EARLIEST_MS && openTimeMs <= LATEST_MS && low > 0 && high < Infinity &&
    low <= open && low <= close && open <= high && close <= high && volume >= 0 && volume < Infinity;
}
