import type { Timeframe } from "../timeframe.ts";
import type { TradeColumns } from "./session_input.ts";

/** What is made of a bucket of time in which nothing was traded: no bar, or one that stands at the last price with no volume. */
export type EmptyBars = "skip" | "flat";

/** A closed bar, in the fields of `Bars`; one object is used again for every bar. */
export interface BuiltBar {
  openTimeMs: number;
  closeTimeMs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** Trades in it; NaN where it came whole. */
  trades: number;
  /** Number and time of the last trade up to its end; NaN where they aren't known. */
  lastTradeId: number;
  lastTradeMs: number;
  /** Its trades in the order of their times, where they are kept; null where they aren't, or it came whole. */
  tradesOfIt: TradeColumns | null;
}

/** Quantities have at most so many decimals: added up in whole units of the last one they make the volume that the exchange states. */
const QUANTITY_DECIMALS = 8, UNITS = 10 ** QUANTITY_DECIMALS;

/**
 * Builds bars from the trades of one instrument, by the rules of the resampler: a trade belongs to the bucket in which it happened, and a bar
 * is given out once it has closed, be it that a trade beyond its end has come or that `closeUntil` says that none can come any more. Trades
 * come in the exchange's order; one of a bucket that has closed is *late*, told of and left out.
 *
 * Volumes are sums of decimals, kept as whole numbers of 1e−8 while they stay below 2^53 (some 90 million units), so that they are what
 * the exchange states to the last bit; larger ones are plain sums.
 */
export class BarBuilder {
  readonly #timeframe: Timeframe;
  readonly #emptyBars: EmptyBars;
  readonly #give: (bar: BuiltBar) => void;
  readonly #late: (timeMs: number) => void;
  readonly #bar: BuiltBar = {
    openTimeMs: NaN,
    closeTimeMs: NaN,
    open: NaN,
    high: NaN,
    low: NaN,
    close: NaN,
    volume: NaN,
    trades: 0,
    lastTradeId: NaN,
    lastTradeMs: NaN,
    tradesOfIt: null,
  };
  /** Trades of the bucket as they came, where they are kept: times, prices, quantities. */
  readonly #kept: { timeMs: number[]; price: number[]; quantity: number[] } | undefined;
  /** The bucket that is under way; NaN before anything is known. Everything before its start is closed. */
  #startMs = NaN;
  #endMs = NaN;
  /** Where it began: what is before that was never its business. */
  #beganMs = NaN;
  #open = NaN;
  #high = NaN;
  #low = NaN;
  #close = NaN;
  #units = 0;
  #volume = 0;
  #trades = 0;
  #lastTradeId = NaN;
  #lastTradeMs = NaN;
  /** When the first and the last trade of the bucket happened. */
  #firstMs = NaN;
  #lastMs = NaN;

  /** `give`: a bar has closed. `late`: a trade of this time came after its bar had closed. `keepsTrades`: bars come with their trades. */
  constructor(
    timeframe: Timeframe,
    emptyBars: EmptyBars,
    give: (bar: BuiltBar) => void,
    late: (timeMs: number) => void,
    keepsTrades = false,
  ) {
    this.#kept = keepsTrades ? { timeMs: [], price: [], quantity: [] } : undefined;
    this.#late = late;
    this.#timeframe = timeframe;
    this.#emptyBars = emptyBars;
    this.#give = give;
  }

  /** Everything that closes at or before this time is known: given out, or left out because there is none. NaN before anything. */
  get knownUntilMs(): number {
    return this.#startMs;
  }

  /** Begin of the bucket under way, where it has trades; NaN where not. */
  get underWayMs(): number {
    return this.#trades > 0 ? this.#startMs : NaN;
  }

  /** Says up to where bars are known from elsewhere, the last close, and the number and time of the last trade until then. */
  begin(knownUntilMs: number, lastClose: number, lastTradeId: number, lastTradeMs: number): void {
    this.#lastTradeId = lastTradeId;
    this.#lastTradeMs = lastTradeMs;
    this.#startMs = this.#timeframe.startMs(knownUntilMs);
    // What is known ends within a bucket: that one can't be had whole any more from trades alone.
    if (this.#startMs < knownUntilMs) this.#startMs = this.#timeframe.endMs(knownUntilMs);
    this.#endMs = this.#timeframe.endMs(this.#startMs);
    this.#beganMs = this.#startMs;
    this.#close = lastClose;
    this.#empty();
  }

  /** Takes a trade. Says whether it is the first of its bar. */
  trade(timeMs: number, price: number, quantity: number, tradeId: number): boolean {
    if (!(timeMs < this.#endMs)) this.#goTo(timeMs);
    else if (timeMs < this.#startMs) {
      // Where numbers count up, what was known at the beginning tells a late trade from one that is known.
      if (timeMs >= this.#beganMs || tradeId > this.#lastTradeId) this.#late(timeMs);
      this.#know(tradeId, timeMs);
      return false;
    }
    const isFirst = this.#trades === 0;
    if (isFirst) this.#open = this.#high = this.#low = price;
    else if (price > this.#high) this.#high = price;
    else if (price < this.#low) this.#low = price;
    // Exchanges without numbers may tell an earlier one late.
    if (isFirst || timeMs < this.#firstMs) {
      this.#firstMs = timeMs;
      this.#open = price;
    }
    if (isFirst || timeMs >= this.#lastMs) {
      this.#lastMs = timeMs;
      this.#close = price;
    }
    this.#units += Math.round(quantity * UNITS);
    this.#volume += quantity;
    this.#trades++;
    if (this.#kept !== undefined) {
      this.#kept.timeMs.push(timeMs);
      this.#kept.price.push(price);
      this.#kept.quantity.push(quantity);
    }
    this.#know(tradeId, timeMs);
    return isFirst;
  }

  #know(tradeId: number, timeMs: number): void {
    if (tradeId <= this.#lastTradeId) return;
    this.#lastTradeId = tradeId;
    this.#lastTradeMs = timeMs;
  }

  /** Takes a closed bar that came whole, in place of its trades. One that is known already is left out; says whether it was taken. */
  bar(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): boolean {
    if (openTimeMs < this.#startMs) return false;
    if (openTimeMs >= this.#endMs || this.#startMs !== this.#startMs) this.#goTo(openTimeMs);
    // What trades it has of this bucket are in the bar.
    this.#lastTradeId = this.#lastTradeMs = NaN;
    this.#out(openTimeMs, open, high, low, close, volume, NaN);
    this.#close = close;
    this.#next();
    return true;
  }

  /** No trade before this time can come any more: closes what ends at or before it. */
  closeUntil(timeMs: number): void {
    while (this.#endMs <= timeMs) this.#closeBucket();
  }

  /** Closes the bucket in hand, and those that end before the one of this time. */
  #goTo(timeMs: number): void {
    const startMs = this.#timeframe.startMs(timeMs);
    if (this.#startMs === this.#startMs) { while (this.#startMs < startMs) this.#closeBucket(); }
    else {
      this.#startMs = this.#beganMs = startMs;
      this.#endMs = this.#timeframe.endMs(startMs);
    }
  }

  #closeBucket(): void {
    if (this.#trades > 0) {
      const isExact = this.#units <= Number.MAX_SAFE_INTEGER;
      const volume = isExact ? this.#units / UNITS : this.#volume;
      this.#out(this.#startMs, this.#open, this.#high, this.#low, this.#close, volume, this.#trades);
    } else if (this.#emptyBars === "flat" && this.#close === this.#close) {
      this.#out(this.#startMs, this.#close, this.#close, this.#close, this.#close, 0, 0);
    }
    this.#next();
  }

  #next(): void {
    this.#startMs = this.#endMs;
    this.#endMs = this.#timeframe.endMs(this.#startMs);
    this.#empty();
  }

  #empty(): void {
    if (this.#kept !== undefined) {
      this.#kept.timeMs = [];
      this.#kept.price = [];
      this.#kept.quantity = [];
    }
    this.#open = this.#high = this.#low = NaN;
    this.#units = this.#volume = this.#trades = 0;
  }

  #out(
    openTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    trades: number,
  ): void {
    const bar = this.#bar;
    bar.openTimeMs = openTimeMs;
    bar.closeTimeMs = this.#endMs;
    bar.open = open;
    bar.high = high;
    bar.low = low;
    bar.close = close;
    bar.volume = volume;
    bar.trades = trades;
    bar.lastTradeId = this.#lastTradeId;
    bar.lastTradeMs = this.#lastTradeMs;
    bar.tradesOfIt = trades > 0 && this.#kept !== undefined ? inOrder(this.#kept, openTimeMs) : null;
    this.#give(bar);
  }
}

/** Trades of a bar as columns, in the order of their times: exchanges without numbers may tell an earlier one late. */
function inOrder(
  { timeMs, price, quantity }: { timeMs: number[]; price: number[]; quantity: number[] },
  openTimeMs: number,
): TradeColumns {
  const isInOrder = timeMs.every((time, k) => k === 0 || time >= timeMs[k - 1]);
  const order = timeMs.map((_, k) => k);
  if (!isInOrder) order.sort((a, b) => timeMs[a] - timeMs[b] || a - b);
  return [
    order.map((k) => timeMs[k] - openTimeMs),
    order.map((k) => price[k]),
    order.map((k) => quantity[k]),
  ];
}
