import type { BarQuote } from "../broker.ts";
import { Bars } from "../bars.ts";
import type { Instrument } from "../instrument.ts";
import type { Guard } from "../risk.ts";
import { SignalEvents } from "../signal.ts";

/** Later than any step. */
export const NEVER = 0x3fffffff;

const NO_BARS: Float64Array = new Float64Array(0);
const NO_EVENTS = new SignalEvents();

/** One instrument's way through a frame: its columns, where it stands, and when it next has something to do. */
export class Lane {
  readonly multiplier: number;
  open = NO_BARS;
  high = NO_BARS;
  low = NO_BARS;
  close = NO_BARS;
  volume = NO_BARS;
  openTimeMs = NO_BARS;
  closeTimeMs = NO_BARS;
  /** Bars in the frame. */
  length = 0;
  /** Bars of this instrument before the frame. */
  barsBefore = 0;
  /** Its last close before the frame; 0 before its first bar (nothing can be held then). */
  closeBefore = 0;
  stepOfBar: Int32Array | null = null;
  /** For each step the last bar at or before it, −1 for none in this frame; null where bars are steps. */
  barOfStep: Int32Array | null = null;
  events = NO_EVENTS;
  /** First event that hasn't been acted on. */
  eventIndex = 0;
  /** The bar at which it next has something to do. */
  nextBar = 0;
  /** Whether orders or guards have to be looked at on that bar; else it only has a signal. */
  mustMatch = false;
  /** The last signal of the warm-up, waiting for trading to begin; signal 0 is none. */
  carriedSignalId = 0;
  carriedDirection = 0;
  carriedStrength = 1;
  /** First bar that hasn't been counted into the position's lowest and highest price. */
  excursionBar = 0;
  /** The bar on which the position was opened inside the bar, not at its open; −1 otherwise. */
  openedInsideBar = -1;
  readonly #quote = new LaneQuote();

  constructor(readonly index: number, readonly instrument: Instrument, readonly guards: readonly Guard[]) {
    this.multiplier = instrument.multiplier;
  }

  /** Takes the next frame's bars. */
  begin(bars: Bars, stepOfBar: Int32Array | null, stepCount: number, events: SignalEvents): void {
    this.open = bars.open;
    this.high = bars.high;
    this.low = bars.low;
    this.close = bars.close;
    this.volume = bars.volume;
    this.openTimeMs = bars.openTimeMs;
    this.closeTimeMs = bars.closeTimeMs;
    this.length = bars.length;
    this.stepOfBar = stepOfBar;
    this.barOfStep = stepOfBar === null ? null : lastBarAtSteps(stepOfBar, stepCount);
    this.#quote.bars = bars;
    this.events = events;
    this.eventIndex = 0;
    this.excursionBar = 0;
    this.openedInsideBar = -1;
  }

  /** What a lane knows between frames. */
  snapshot(): number[] {
    return [
      this.barsBefore,
      this.closeBefore,
      this.carriedSignalId,
      this.carriedDirection,
      this.carriedStrength,
    ];
  }

  restore(snapshot: readonly number[]): void {
    [this.barsBefore, this.closeBefore, this.carriedSignalId, this.carriedDirection, this.carriedStrength] =
      snapshot;
  }

  /** Leaves the frame behind. */
  end(): void {
    this.barsBefore += this.length;
    if (this.length > 0) this.closeBefore = this.close[this.length - 1];
    this.length = 0;
  }

  /** The close that is known at a step: its last bar's at or before it. */
  closeAt(step: number): number {
    const bar = this.barOfStep === null
      ? Math.min(step, this.length - 1)
      : step < 0
      ? -1
      : this.barOfStep[step];
    return bar < 0 ? this.closeBefore : this.close[bar];
  }

  /** The close of a bar of the frame; −1 is the last one before it. */
  priceAt(bar: number): number {
    return bar < 0 ? this.closeBefore : this.close[bar];
  }

  hasBarAt(step: number): boolean {
    if (this.barOfStep === null) return step < this.length;
    const bar = this.barOfStep[step];
    return bar >= 0 && this.stepOfBar![bar] === step;
  }

  barAt(step: number): number {
    return this.barOfStep === null ? step : this.barOfStep[step];
  }

  stepOf(bar: number): number {
    return this.stepOfBar === null ? bar : this.stepOfBar[bar];
  }

  /** The bar as the broker reads it. */
  quoteAt(bar: number): BarQuote {
    this.#quote.bar = bar;
    return this.#quote;
  }
}

/** Reads a column only when it is asked for: most orders need two of the seven, and each costs a trip to memory. */
class LaneQuote implements BarQuote {
  bars = Bars.NONE;
  bar = 0;

  get open(): number {
    return this.bars.open[this.bar];
  }

  get high(): number {
    return this.bars.high[this.bar];
  }

  get low(): number {
    return this.bars.low[this.bar];
  }

  get close(): number {
    return this.bars.close[this.bar];
  }

  get volume(): number {
    return this.bars.volume[this.bar];
  }

  get openTimeMs(): number {
    return this.bars.openTimeMs[this.bar];
  }

  get closeTimeMs(): number {
    return this.bars.closeTimeMs[this.bar];
  }
}

function lastBarAtSteps(stepOfBar: Int32Array, stepCount: number): Int32Array {
  const barOfStep = new Int32Array(stepCount);
  for (let step = 0, bar = -1; step < stepCount; step++) {
    if (bar + 1 < stepOfBar.length && stepOfBar[bar + 1] === step) bar++;
    barOfStep[step] = bar;
  }
  return barOfStep;
}
