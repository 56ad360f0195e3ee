/**
 * What the client of an exchange tells of one instrument, in the order in which it is to be taken. Trades of an instrument come each once and
 * in the exchange's own order, whatever the network did: a gap is back-filled over REST and spliced in before what follows it.
 */
export type FeedEvent =
  | MarketTrade
  | VenueBar
  | FilledGap
  | FeedState;

/** A trade. */
export interface MarketTrade {
  readonly kind: "trade";
  readonly instrumentIndex: number;
  /** The exchange's number of it; NaN where it has none that counts up. */
  readonly tradeId: number;
  /** When it happened, by the exchange's clock: UTC epoch milliseconds, fractions allowed. */
  readonly timeMs: number;
  /** In quote currency, and in units: both finite and above zero. */
  readonly price: number;
  readonly quantity: number;
  /** +1 the buyer took, −1 the seller took, 0 not known. */
  readonly takerSide: -1 | 0 | 1;
  /** Whether it was fetched over REST, because it was missed live. */
  readonly isBackfilled: boolean;
}

/** A closed bar as the exchange itself reckons it: from its own stream, to be compared, or from REST, where trades can't be had any more. */
export interface VenueBar {
  readonly kind: "bar";
  readonly instrumentIndex: number;
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** "live" from the stream; "backfill" in place of trades that can't be had; "history" for warm-up, before anything live. */
  readonly origin: "live" | "backfill" | "history";
}

/** Something was missed, and this is what became of it. Comes after what was fetched for it and before what follows it. */
export interface FilledGap {
  readonly kind: "gap";
  readonly instrumentIndex: number;
  /** Close of what was known before it, and begin of what is known after it. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Trades or bars that were fetched for it. */
  readonly filled: number;
  /** Why it can't be said that all was fetched; empty where it can. */
  readonly unfilledReason: string;
}

/** The feed as a whole came into another state. */
export interface FeedState {
  readonly kind: "state";
  readonly health: FeedHealth;
}

/** In what state a feed is: see ../shared FEEDS, "one client contract for all". `dead` is for good: a key that is refused. */
export const FEED_STATES = [
  "connecting",
  "authenticating",
  "subscribing",
  "backfilling",
  "live",
  "stale",
  "waiting",
  "dead",
] as const;
/** One of {@link FEED_STATES}; `waiting` is between two attempts to connect. */
export type FeedStateName = typeof FEED_STATES[number];

/** How a feed does. */
export interface FeedHealth {
  readonly state: FeedStateName;
  /** Why it is not live, in words; empty while it is. */
  readonly reason: string;
  /** When the last message came, by steady and by wall clock; NaN before the first. */
  readonly lastMessageSteadyMs: number;
  readonly lastMessageMs: number;
  /** Median of how much later than it happened a trade of the last minute came, in ms, clock skew included; NaN where none came. */
  readonly lagMs: number;
  /** This machine's clock against the exchange's, in ms (positive: ours is ahead); NaN where it isn't known. */
  readonly clockSkewMs: number;
  /** What time it is at the exchange, reckoned from what it stamps and our steady clock: no jump of ours matters; NaN before its first word. */
  readonly exchangeNowMs: number;
  /** Everything that happened before this time, by the exchange's clock, has been told, since it has spoken of a later one; NaN before. */
  readonly toldUntilMs: number;
  readonly messages: number;
  /** Of the last ten seconds. */
  readonly messagesPerSecond: number;
  readonly reconnects: number;
  readonly gaps: number;
  readonly unfilledGaps: number;
  /** Messages that could not be read or believed and were set aside, by reason. */
  readonly setAside: Readonly<Record<string, number>>;
}
