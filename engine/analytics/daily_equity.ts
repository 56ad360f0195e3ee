import { type NumberText, packNumbers, unpackNumbers } from "../snapshot.ts";

/** Milliseconds in a day. */
export const DAY_MS = 86_400_000;

/** The UTC day, counted from 1970-01-01, of a bar that closes at `timeMs`: one that closes at midnight belongs to the day before. */
export function dayOfClose(timeMs: number): number {
  return Math.floor((timeMs - 1) / DAY_MS);
}

/** See {@link DailyEquity.snapshot}. */
export interface DailyEquitySnapshot {
  readonly days: number[];
  readonly closes: NumberText[];
  readonly steps: number;
  readonly weekendSteps: number;
}

/**
 * The last equity of every UTC day on which there was a bar: the closes from which returns are taken. Bars of a day or longer
 * give one close a bar. Memory: twelve bytes a day, none a bar.
 */
export class DailyEquity {
  #days = new Int32Array(256);
  #closes = new Float64Array(256);
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

  /** Share of bars on Saturdays and Sundays, 0 to 1; 2 / 7 where trading never rests. */
  get weekendShare(): number {
    return this.#steps === 0 ? 0 : this.#weekendSteps / this.#steps;
  }

  /** Takes the steps `from` up to, but not including, `to`. Times are close times, ascending. */
  updateRun(timeMs: Float64Array, equity: Float64Array, from: number, to: number): void {
    let day = this.#length === 0 ? -Infinity : this.#days[this.#length - 1];
    let barsOfDay = 1;
    for (let i = from; i < to;) {
      if (timeMs[i] > (day + 1) * DAY_MS) {
        day = dayOfClose(timeMs[i]);
        this.#open(day);
      }
      // Most days have as many bars as the day before; where one hasn't, its end is searched for.
      const limitMs = (day + 1) * DAY_MS;
      let end = i + barsOfDay;
      if (!(end < to && timeMs[end - 1] <= limitMs && timeMs[end] > limitMs)) {
        end = firstAfter(timeMs, limitMs, i + 1, to);
        barsOfDay = end - i;
      }
      this.#closes[this.#length - 1] = equity[end - 1];
      if (isWeekend(day)) this.#weekendSteps += end - i;
      i = end;
    }
    this.#steps += to - from;
  }

  /** Returns from close to close; from `base` to the first close as well, where it is given. */
  returns(base?: number): Float64Array {
    const closes = this.closes;
    if (closes.length === 0) return new Float64Array(0);
    const skipped = base === undefined ? 1 : 0;
    const returns = new Float64Array(closes.length - skipped);
    let previous = base ?? closes[0];
    for (let i = skipped; i < closes.length; i++) {
      returns[i - skipped] = closes[i] / previous - 1;
      previous = closes[i];
    }
    return returns;
  }

  snapshot(): DailyEquitySnapshot {
    return {
      days: Array.from(this.days),
      closes: packNumbers(this.closes),
      steps: this.#steps,
      weekendSteps: this.#weekendSteps,
    };
  }

  restore(snapshot: DailyEquitySnapshot): void {
    this.#length = 0;
    for (const day of snapshot.days) this.#open(day);
    this.#closes.set(unpackNumbers(snapshot.closes));
    this.#steps = snapshot.steps;
    this.#weekendSteps = snapshot.weekendSteps;
  }

  #open(day: number): void {
    if (this.#length === this.#days.length) {
      const days = new Int32Array(2 * this.#length), closes = new Float64Array(2 * this.#length);
      days.set(this.#days);
      closes.set(this.#closes);
      this.#days = days;
      this.#closes = closes;
    }
    this.#days[this.#length++] = day;
  }
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
