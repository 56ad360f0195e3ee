import { Stateful } from "../../../engine/stateful.ts";

/**
 * Exponential smoothing as a part of other kernels, a value at a time: the mean of the first `length` values, then
 * E(t) = E(t−1) + k·(x(t) − E(t−1)), with k = 2 / (length + 1) unless another is given: 1 / length is Wilder's smoothing. It may
 * begin `late` values late, which is how TA-Lib lets a faster average start together with a slower one.
 */
export class ExponentialAverage extends Stateful {
  readonly #length: number;
  readonly #k: number;

  constructor(length: number, k = 2 / (length + 1), late = 0) {
    super(2);
    this.#length = length;
    this.#k = k;
    this.state[COUNT] = -late;
  }

  /** Takes a value; NaN for the first `late + length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    if (x !== x) return NaN;
    const state = this.state, count = state[COUNT];
    if (count >= this.#length) return state[VALUE] += this.#k * (x - state[VALUE]);
    state[COUNT] = count + 1;
    if (count < 0) return NaN;
    const sum = state[VALUE] + x; // until there are enough for their mean
    if (count + 1 < this.#length) {
      state[VALUE] = sum;
      return NaN;
    }
    return state[VALUE] = sum / this.#length;
  }
}

const COUNT = 0, VALUE = 1;
