import type { Timeframe } from "../../engine/timeframe.ts";
import type { EditedSeries } from "../market/edited_series.ts";
import { BarCursor, type TradeBar } from "../market/trade_bar.ts";
import type { Stream, Wire } from "./wire.ts";

/** How a venue sends bars. */
export interface BarCadence {
  /** The bar at hand is told so often, in market time, if it has changed; Infinity for only once it has closed. */
  readonly everyMs: number;
  /** How long after its close a bar is told to be closed. */
  readonly closeLagMs: number;
  /** Whether a bar in which nothing was traded is told. */
  readonly hasEmpty: boolean;
  /** Makes the message; empty for none. `atMs` is market time. */
  write(bar: TradeBar, state: BarState, atMs: number): string;
}

/** What is known of a bar that is told: it goes on, has closed, or had closed and is told anew. */
export type BarState = "open" | "closed" | "revised";

/** After how long a bar is told anew, by the clock. */
const REVISED_AFTER_MS = 1_000;

/** Bars of a symbol as they grow and close. */
export class BarStream implements Stream {
  readonly key: string;
  dueMs: number;
  readonly #wire: Wire;
  readonly #series: EditedSeries;
  readonly #timeframe: Timeframe;
  readonly #cadence: BarCadence;
  readonly #cursor: BarCursor;
  #isChanged: boolean;
  #nextUpdateMs: number;

  /** Begins with the bar at hand at `nowMs`. */
  constructor(
    wire: Wire,
    series: EditedSeries,
    key: string,
    timeframe: Timeframe,
    nowMs: number,
    cadence: BarCadence,
  ) {
    this.key = key;
    this.#wire = wire;
    this.#series = series;
    this.#timeframe = timeframe;
    this.#cadence = cadence;
    this.#cursor = new BarCursor(series, timeframe, nowMs);
    this.#isChanged = this.#cursor.advance(nowMs + 1) > 0;
    const { openTimeMs } = this.#cursor.bar, { everyMs } = cadence;
    this.#nextUpdateMs = everyMs === Infinity
      ? Infinity
      : openTimeMs + (Math.floor((nowMs - openTimeMs) / everyMs) + 1) * everyMs;
    this.dueMs = 0;
    this.#reckonDue();
  }

  /** Bars are told at fixed times, whatever is traded. */
  refresh(): void {}

  tell(): void {
    const { bar } = this.#cursor, { everyMs, hasEmpty } = this.#cadence, dueMs = this.dueMs;
    if (dueMs < bar.closeTimeMs) {
      this.#nextUpdateMs = dueMs + everyMs;
      this.#isChanged = this.#cursor.advance(dueMs + 1) > 0 || this.#isChanged;
      // Where time runs fast, only the newest of several updates that are due is told.
      if (this.#isChanged && this.#nextUpdateMs > this.#wire.floor.time.nowMs()) {
        this.#isChanged = false;
        this.#send(bar, "open", dueMs);
      }
    } else {
      this.#cursor.advance(bar.closeTimeMs);
      if (bar.count > 0 || hasEmpty && bar.close === bar.close) this.#close(this.#cursor.copy(), dueMs);
      this.#cursor.next();
      this.#isChanged = false;
      this.#nextUpdateMs = bar.openTimeMs + everyMs;
    }
    this.#reckonDue();
  }

  #close(bar: TradeBar, atMs: number): void {
    const wire = this.#wire, { faults } = wire.floor;
    if (!faults.isQuiet) {
      const withoutLast = new BarCursor(this.#series, this.#timeframe, bar.openTimeMs);
      if (bar.count > 1) {
        const block = this.#series.block(bar.lastId);
        withoutLast.advance(block.timeMs[bar.lastId - block.firstId]);
      }
      if (withoutLast.bar.count > 0 && faults.take("revise_bar", wire.venue) !== undefined) {
        this.#send(withoutLast.copy(), "closed", atMs);
        wire.after(REVISED_AFTER_MS, () => this.#send(bar, "revised", wire.floor.time.nowMs()));
        return;
      }
      const late = faults.take("late_bar", wire.venue);
      if (late !== undefined) {
        wire.after(late.byMs, () => this.#send(bar, "closed", wire.floor.time.nowMs()));
        return;
      }
    }
    this.#send(bar, "closed", atMs);
  }

  #send(bar: TradeBar, state: BarState, atMs: number): void {
    const text = this.#cadence.write(bar, state, atMs);
    if (text !== "") this.#wire.tell(text);
  }

  #reckonDue(): void {
    const { closeTimeMs } = this.#cursor.bar;
    this.dueMs = this.#nextUpdateMs < closeTimeMs
      ? this.#nextUpdateMs
      : closeTimeMs + this.#cadence.closeLagMs;
  }
}
