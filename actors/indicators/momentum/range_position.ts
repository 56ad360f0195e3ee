import { Stateful } from "../../../engine/stateful.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Where a value stands between the lowest low (0) and the highest high (100) of the last `length` bars, as a part of other kernels, a
 * bar at a time. 0 where these two are the same but for rounding, 1e-13 of them, as in TA-Lib.
 */
export class RangePosition extends Stateful {
  readonly #range: RollingRange;

  constructor(length: number) {
    const range = new RollingRange(length);
    super(0, [range]);
    this.#range = range;
  }

  /** Takes a bar; NaN for the first `length − 1`, and where one of the three is NaN, which leaves everything as it was. */
  next(high: number, low: number, x: number): number {
    if (high !== high || low !== low || x !== x) return NaN;
    const top = this.#range.nextHighest(high), bottom = this.#range.nextLowest(low);
    return top - bottom <= ROUNDING * Math.abs(top) ? 0 : 100 * ((x - bottom) / (top - bottom));
  }
}

const ROUNDING = 1e-13;
