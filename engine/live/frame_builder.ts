import type { Universe } from "../frame.ts";
import { BarBuilder, type BuiltBar, type EmptyBars } from "./bar_builder.ts";
import type { FeedEvent } from "./feed_event.ts";
import { type BarColumns, NO_COLUMNS, type TradeColumns } from "./session_input.ts";

/** A step that has closed: the bars that close at one time, of all instruments that have one. */
export interface ClosedStep {
  readonly timeMs: number;
  /** By instrument; without a row where it has none. */
  readonly bars: readonly BarColumns[];
  /** Whether something in it was fetched afterwards. */
  readonly isBackfilled: boolean;
  /** By instrument: number and time of the last trade until then; null where they aren't known, or it has no bar. */
  readonly lastTrades: readonly (readonly [tradeId: number, timeMs: number] | null)[];
  /** By instrument: the trades of its bar, where they are kept; null where they aren't known, or it has no bar. */
  readonly trades: readonly (TradeColumns | null)[];
}

/** How bars are made of what a feed tells. */
export interface FrameBuilderParts {
  readonly universe: Universe;
  readonly emptyBars: EmptyBars;
  /** Whether bars come with their trades. */
  readonly keepsTrades?: boolean;
  give(step: ClosedStep): void;
  /** A trade of this time came after its bar had closed: the bar is without it. */
  late?(instrumentIndex: number, timeMs: number): void;
  /** The first trade of a bar has come. */
  opened?(instrumentIndex: number, openTimeMs: number, price: number): void;
}

/** A closed bar that waits for the other instruments, and whether it was fetched afterwards. */
interface Waiting {
  readonly lastTrade: readonly [tradeId: number, timeMs: number] | null;
  readonly closeTimeMs: number;
  readonly columns: BarColumns;
  readonly trades: TradeColumns | null;
  readonly isBackfilled: boolean;
}

/**
 * Makes steps of bars from the events of a feed: each instrument's trades become bars, and a step is given out once it is known of every
 * instrument what it has at that time, so that a strategy which looks across instruments sees all of them at once, as in a replay.
 */
export class FrameBuilder {
  readonly #parts: FrameBuilderParts;
  readonly #builders: readonly BarBuilder[];
  readonly #waiting: readonly Waiting[][];
  /** By instrument: whether something was fetched for the bar under way. */
  readonly #isBackfilled: boolean[];
  readonly #lastPrice: number[];

  constructor(parts: FrameBuilderParts) {
    this.#parts = parts;
    const { universe: { instruments, timeframe }, emptyBars } = parts;
    this.#waiting = instruments.map(() => []);
    this.#isBackfilled = instruments.map(() => false);
    this.#lastPrice = instruments.map(() => NaN);
    this.#builders = instruments.map((_, i) =>
      new BarBuilder(
        timeframe,
        emptyBars,
        (bar) => this.#closed(i, bar),
        (timeMs) => parts.late?.(i, timeMs),
        parts.keepsTrades,
      )
    );
  }

  /** Says up to where an instrument's bars are known, and its last close (NaN where it has none). */
  begin(
    instrumentIndex: number,
    knownUntilMs: number,
    lastClose: number,
    [lastTradeId, lastTradeMs]: readonly [number, number] = [NaN, NaN],
  ): void {
    this.#builders[instrumentIndex].begin(knownUntilMs, lastClose, lastTradeId, lastTradeMs);
    this.#waiting[instrumentIndex].length = 0;
    this.#isBackfilled[instrumentIndex] = false;
    this.#lastPrice[instrumentIndex] = lastClose;
  }

  /** Bars of an instrument are known up to here. */
  knownUntilMs(instrumentIndex: number): number {
    return this.#builders[instrumentIndex].knownUntilMs;
  }

  /** Whether bars have closed whose step isn't known of every instrument yet. */
  get isWaiting(): boolean {
    return this.#waiting.some(({ length }) => length > 0);
  }

  /** Price of the last trade; the last close before the first. */
  lastPrice(instrumentIndex: number): number {
    return this.#lastPrice[instrumentIndex];
  }

  /** Takes a trade or a bar in place of trades. What else a feed tells is nothing to it. */
  take(event: FeedEvent): void {
    if (event.kind === "trade") {
      const { instrumentIndex, tradeId, timeMs, price, quantity } = event,
        builder = this.#builders[instrumentIndex];
      this.#lastPrice[instrumentIndex] = price;
      const before = builder.knownUntilMs;
      const isFirst = builder.trade(timeMs, price, quantity, tradeId);
      if (event.isBackfilled) this.#isBackfilled[instrumentIndex] = true;
      if (builder.knownUntilMs !== before) this.#giveSteps();
      if (isFirst) this.#parts.opened?.(instrumentIndex, builder.knownUntilMs, price);
    } else if (event.kind === "bar" && event.origin !== "live") {
      const { instrumentIndex, openTimeMs, open, high, low, close, volume } = event;
      this.#isBackfilled[instrumentIndex] = true;
      this.#lastPrice[instrumentIndex] = close;
      if (this.#builders[instrumentIndex].bar(openTimeMs, open, high, low, close, volume)) this.#giveSteps();
    }
  }

  /** No trade before this time, by the exchange's clock, can come any more. */
  closeUntil(timeMs: number): void {
    for (const builder of this.#builders) builder.closeUntil(timeMs);
    this.#giveSteps();
  }

  #closed(i: number, bar: BuiltBar): void {
    this.#waiting[i].push({
      closeTimeMs: bar.closeTimeMs,
      columns: [
        [bar.open],
        [bar.high],
        [bar.low],
        [bar.close],
        [bar.volume],
        [bar.openTimeMs],
        [bar.closeTimeMs],
      ],
      trades: bar.tradesOfIt,
      isBackfilled: this.#isBackfilled[i],
      lastTrade: bar.lastTradeId === bar.lastTradeId ? [bar.lastTradeId, bar.lastTradeMs] : null,
    });
    this.#isBackfilled[i] = false;
  }

  #giveSteps(): void {
    let knownMs = Infinity;
    for (const builder of this.#builders) {
      if (!(builder.knownUntilMs >= knownMs)) knownMs = builder.knownUntilMs;
    }
    for (;;) {
      let timeMs = Infinity;
      for (const [first] of this.#waiting) {
        if (first !== undefined && first.closeTimeMs < timeMs) timeMs = first.closeTimeMs;
      }
      if (!(timeMs <= knownMs) || timeMs === Infinity) return;
      let isBackfilled = false;
      const lastTrades: (readonly [number, number] | null)[] = this.#waiting.map(() => null);
      const trades: (TradeColumns | null)[] = this.#waiting.map(() => null);
      const bars = this.#waiting.map((waiting, i) => {
        if (waiting.length === 0 || waiting[0].closeTimeMs !== timeMs) return NO_COLUMNS;
        const first = waiting.shift()!;
        isBackfilled ||= first.isBackfilled;
        lastTrades[i] = first.lastTrade;
        trades[i] = first.trades;
        return first.columns;
      });
      this.#parts.give({ timeMs, bars, isBackfilled, lastTrades, trades });
    }
  }
}
