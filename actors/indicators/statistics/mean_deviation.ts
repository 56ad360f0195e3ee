import { Stateful } from "../../../engine/stateful.ts";
import { RollingMean } from "./rolling_mean.ts";

/**
 * Mean absolute deviation of the last `length` values from their mean, as a part of other kernels, a value at a time: exactly 0 where
 * all are equal. The mean moves with every value and with it each deviation, so it takes a step for every value of the window.
 */
export class MeanDeviation extends Stateful {
  readonly #length: number;
  readonly #mean: RollingMean;

  constructor(length: number) {
    const mean = new RollingMean(length);
    super(RING + length, [mean]);
    this.#length = length;
    this.#mean = mean;
  }

  /** Takes a value; NaN for the first `length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    if (x !== x) return NaN;
    const state = this.state, length = this.#length, slot = state[SLOT] | 0, mean = this.#mean.next(x);
    state[RING + slot] = x;
    state[SLOT] = slot + 1 === length ? 0 : slot + 1;
    state[MEAN] = mean;
    if (mean !== mean) return NaN;
    let sum = 0;
    for (let j = RING; j < RING + length; j++) sum += Math.abs(state[j] - mean);
    return sum / length;
  }

  /** Mean of the window of the last value taken. */
  get mean(): number {
    return this.state[MEAN];
  }
}

const SLOT = 0, MEAN = 1, RING = 2;
