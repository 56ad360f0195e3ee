import { Stateful } from "../../../engine/stateful.ts";

/**
 * Wilder's averages of the rises and of the falls from value to value, as a part of other kernels, a value at a time: the mean of the
 * first `length`, then A(t) = A(t−1) + (x(t) − A(t−1)) / length.
 */
export class WilderChanges extends Stateful {
  readonly #length: number;

  constructor(length: number) {
    super(5);
    this.#length = length;
    this.state[PREVIOUS] = this.state[STRENGTH] = NaN;
  }

  /** Takes a value; says whether there are averages, which is so from value `length + 1` on. A NaN leaves everything as it was. */
  next(x: number): boolean {
    if (x !== x) return false;
    const state = this.state, change = x - state[PREVIOUS];
    state[PREVIOUS] = x;
    if (change !== change) return false;
    const count = state[COUNT] < this.#length ? ++state[COUNT] : this.#length, weight = 1 / count;
    state[GAIN] += weight * (Math.max(change, 0) - state[GAIN]);
    state[LOSS] += weight * (Math.max(-change, 0) - state[LOSS]);
    return count === this.#length;
  }

  /**
   * Takes a value; gives the relative strength index, 0 where nothing has moved, NaN for the first `length`. Where a value is the one
   * before it the index stays what it was, to the bit: both averages fade alike, and their rounding is no movement.
   */
  nextStrength(x: number): number {
    const state = this.state, isSame = x === state[PREVIOUS];
    if (!this.next(x)) return NaN;
    if (isSame && state[STRENGTH] === state[STRENGTH]) return state[STRENGTH];
    const total = state[GAIN] + state[LOSS];
    return state[STRENGTH] = total === 0 ? 0 : 100 * (state[GAIN] / total);
  }

  /** Average rise. */
  get gain(): number {
    return this.state[GAIN];
  }

  /** Average fall, above 0. */
  get loss(): number {
    return this.state[LOSS];
  }
}

const COUNT = 0, PREVIOUS = 1, GAIN = 2, LOSS = 3, STRENGTH = 4;
