import type { Timeframe } from "../../engine/timeframe.ts";
import type { EditedSeries } from "../market/edited_series.ts";
import { BarCursor, type TradeBar } from "../market/trade_bar.ts";
import type { Stream, Wire } from "../wire/wire.ts";

/** After how long what a fault held back is told, by the clock, where the fault doesn't say. */
const REVISED_AFTER_MS = 1_000;

/**
 * Kraken's candles: told with every trade and only then. None is said to be closed: it is when the next one begins, and a minute
 * without a trade has none.
 */
export class OhlcStream implements Stream {
  readonly key: string;
  dueMs = Infinity;
  readonly #wire: Wire;
  readonly #series: EditedSeries;
  readonly #timeframe: Timeframe;
  readonly #write: (bar: TradeBar, atMs: number) => string;
  #cursor: BarCursor;

  /** Begins with the first trade after `afterMs`. */
  constructor(
    wire: Wire,
    series: EditedSeries,
    key: string,
    timeframe: Timeframe,
    options: { afterMs: number; write(bar: TradeBar, atMs: number): string },
  ) {
    this.key = key;
    this.#wire = wire;
    this.#series = series;
    this.#timeframe = timeframe;
    this.#write = options.write;
    this.#cursor = new BarCursor(series, timeframe, options.afterMs);
    this.#cursor.advance(options.afterMs + 1);
    this.refresh();
  }

  refresh(): void {
    this.dueMs = this.#timeOf(this.#cursor.nextId);
  }

  tell(): void {
    const timeMs = this.dueMs;
    if (timeMs >= this.#cursor.bar.closeTimeMs) {
      this.#cursor = new BarCursor(this.#series, this.#timeframe, timeMs);
    }
    this.#cursor.advance(timeMs + 1);
    const { bar } = this.#cursor, { faults } = this.#wire.floor;
    this.refresh();
    if (!faults.isQuiet && this.dueMs >= bar.closeTimeMs && this.#isHeldBack(this.#cursor.copy())) return;
    this.#wire.tell(this.#write(bar, timeMs));
  }

  /** The last word on a candle comes late, after the next has begun, where a fault says so: to the client the candle is revised. */
  #isHeldBack(bar: TradeBar): boolean {
    const wire = this.#wire, { faults, time } = wire.floor;
    const byMs = faults.take("revise_bar", wire.venue) !== undefined
      ? REVISED_AFTER_MS
      : faults.take("late_bar", wire.venue)?.byMs;
    if (byMs === undefined) return false;
    wire.after(Math.max(time.untilMs(this.dueMs), 0) + byMs, () => wire.tell(this.#write(bar, time.nowMs())));
    return true;
  }

  #timeOf(id: number): number {
    if (id >= this.#series.endId) return Infinity;
    const block = this.#series.block(id);
    return block.timeMs[id - block.firstId];
  }
}
