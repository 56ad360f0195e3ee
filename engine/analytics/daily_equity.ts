import { type NumberText, packNumbers, unpackNumbers } from "../snapshot.ts";

/** Milliseconds in a day. */
export const DAY_MS = 86_400_000;

/** The UTC day, counted from 1970-01-01, of a bar that closes at `timeMs`: one that closes at midnight belongs to the day before. */
export function dayOfClose(timeMs: number): number {
  return Math.floor((timeMs - 1) / DAY_MS);
}

/** What goes with equity: asked for at the last step of each day, in the order of the steps. */
export interface BesideEquity {
  /** Worth of a benchmark that was begun with the same money. */
  benchmark?(step: number): number;
  /** Money in positions, long and short ones added up. */
  grossNotional?(step: number): number;
}

/** See {@link DailyEquity.snapshot}. */
export interface DailyEquitySnapshot {
  readonly days: number[];
  readonly closes: NumberText[];
  readonly benchmark: NumberText[];
  readonly grossNotional: NumberText[];
  readonly steps: number;
  readonly weekendSteps: number;
}

/**
 * The last equity of every UTC day on which there was a bar: the closes from which returns are taken; and what a benchmark was worth
 * and what was held then. Bars of a day or longer give one close a bar. Memory: 28 bytes a day, none a bar.
 */
export class DailyEquity {
  #days = new Int32Array(256);
  #closes = new Float64Array(256);
  #benchmark = new Float64Array(256).fill(NaN);
  #grossNotional = new Float64Array(256).fill(NaN);
  #length = 0;
  #steps = 0;
  #weekendSteps = 0;

  /** Number of days with a bar. */
  get length(): number {
    return this.#length;
  }

  /** UTC days since 1970-01-01, ascending. A view: read it before the next update. */
  get days(): Int32Array {
    return this.#days.subarray(0, this.#length);
  }

  /** Equity at the last bar of each of {@link days}. A view: read it before the next update. */
  get closes(): Float64Array {
    return this.#closes.subarray(0, this.#length);
  }

  /** The benchmark's value at the same bars; NaN where none was given. A view as well. */
  get benchmark(): Float64Array {
    return this.#benchmark.subarray(0, this.#length);
  }

  /** Money in positions at the same bars; NaN where it wasn't given. A view as well. */
  get grossNotional(): Float64Array {
    return this.#grossNotional.subarray(0, this.#length);
  }

  /** Share of bars on Saturdays and Sundays, 0 to 1; 2 / 7 where trading never rests. */
  get weekendShare(): number {
    return this.#steps === 0 ? 0 : this.#weekendSteps / this.#steps;
  }

  /** Takes the steps `from` up to, but not including, `to`. Times are close times, ascending. */
  updateRun(
    timeMs: Float64Array,
    equity: Float64Array,
    from: number,
    to: number,
    beside?: BesideEquity,
  ): void {
    let length = this.#length, day = length === 0 ? -Infinity : this.#days[length - 1];
    let closes = this.#closes, weekendSteps = 0, barsOfDay = 1;
    for (let i = from; i < to;) {
      if (timeMs[i] > (day + 1) * DAY_MS) {
        day = dayOfClose(timeMs[i]);
        if (length === closes.length) {
          this.#grow(2 * length);
          closes = this.#closes;
        }
        this.#days[length++] = day;
      }
      // Most days have as many bars as the day before; where one hasn't, its end is searched for.
      const limitMs = (day + 1) * DAY_MS;
      let end = i + barsOfDay;
      if (!(end < to && timeMs[end - 1] <= limitMs && timeMs[end] > limitMs)) {
        end = firstAfter(timeMs, limitMs, i + 1, to);
        barsOfDay = end - i;
      }
      closes[length - 1] = equity[end - 1];
      if (beside !== undefined) this.#takeBeside(beside, length - 1, end - 1);
      if (isWeekend(day)) weekendSteps += end - i;
      i = end;
    }
    this.#length = length;
    this.#weekendSteps += weekendSteps;
    this.#steps += to - from;
  }

  #takeBeside(beside: BesideEquity, at: number, step: number): void {
    this.#benchmark[at] = beside.benchmark?.(step) ?? NaN;
    this.#grossNotional[at] = beside.grossNotional?.(step) ?? NaN;
  }

  /** Returns from close to close; from `base` to the first close as well, where it is given. */
  returns(base?: number): Float64Array {
    return returnsOf(this.closes, base);
  }

  /** The benchmark's returns over the same periods; undefined where it isn't known at each of them. */
  benchmarkReturns(base?: number): Float64Array | undefined {
    const { benchmark } = this;
    for (let i = 0; i < benchmark.length; i++) if (benchmark[i] !== benchmark[i]) return undefined;
    return returnsOf(benchmark, base);
  }

  snapshot(): DailyEquitySnapshot {
    return {
      days: Array.from(this.days),
      closes: packNumbers(this.closes),
      benchmark: packNumbers(this.benchmark),
      grossNotional: packNumbers(this.grossNotional),
      steps: this.#steps,
      weekendSteps: this.#weekendSteps,
    };
  }

  restore(snapshot: DailyEquitySnapshot): void {
    this.#length = snapshot.days.length;
    if (this.#length > this.#days.length) this.#grow(this.#length);
    this.#days.set(snapshot.days);
    this.#closes.set(unpackNumbers(snapshot.closes));
    this.#benchmark.set(unpackNumbers(snapshot.benchmark));
    this.#grossNotional.set(unpackNumbers(snapshot.grossNotional));
    this.#steps = snapshot.steps;
    this.#weekendSteps = snapshot.weekendSteps;
  }

  #grow(length: number): void {
    const days = new Int32Array(length);
    days.set(this.#days);
    this.#days = days;
    this.#closes = grown(this.#closes, length);
    this.#benchmark = grown(this.#benchmark, length);
    this.#grossNotional = grown(this.#grossNotional, length);
  }
}

function returnsOf(values: Float64Array, base: number | undefined): Float64Array {
  if (values.length === 0) return new Float64Array(0);
  const skipped = base === undefined ? 1 : 0;
  const returns = new Float64Array(values.length - skipped);
  let previous = base ?? values[0];
  for (let i = skipped; i < values.length; i++) {
    returns[i - skipped] = values[i] / previous - 1;
    previous = values[i];
  }
  return returns;
}

/** A longer copy; NaN where there is nothing yet. */
function grown(numbers: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length).fill(NaN, numbers.length);
  longer.set(numbers);
  return longer;
}

/** Index of the first time after `limitMs` in [from, to): strides that double, then halves. */
function firstAfter(timeMs: Float64Array, limitMs: number, from: number, to: number): number {
  let low = from, stride = 1;
  while (low + stride <= to && timeMs[low + stride - 1] <= limitMs) {
    low += stride;
    stride *= 2;
  }
  let high = Math.min(low + stride - 1, to);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeMs[middle] <= limitMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 1970-01-01 was a Thursday. */
function isWeekend(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}
