import { Stateful } from "../../../engine/stateful.ts";

/**
 * Mean of the last `length` values as a part of other kernels, a value at a time: as {@link RollingSum}, in blocks of `length`, with
 * means in place of sums, so that the mean of equal values is that value to the bit.
 */
export class RollingMean extends Stateful {
  readonly #length: number;
  /** 1 / count at [count]. */
  readonly #shares: Float64Array;

  constructor(length: number) {
    super(BLOCK + length);
    this.#length = length;
    this.#shares = Float64Array.from({ length: length + 1 }, (_, count) => 1 / count);
    this.state.fill(NaN, BLOCK); // an end that isn't there yet makes the window's mean NaN: the warm-up
  }

  /** Takes a value; NaN for the first `length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    if (x !== x) return NaN;
    const state = this.state, length = this.#length, slot = (state[SLOT] | 0) + 1;
    const mean = state[MEAN] + (x - state[MEAN]) * this.#shares[slot];
    state[BLOCK + slot - 1] = x;
    if (slot < length) {
      state[SLOT] = slot;
      state[MEAN] = mean;
      const end = state[BLOCK + slot];
      return end + (mean - end) * (slot * this.#shares[length]);
    }
    this.#closeBlock();
    return mean;
  }

  /** Turns the block's values, in their own place, into the means of its ends. */
  #closeBlock(): void {
    const state = this.state, length = this.#length;
    for (let slot = length - 1, count = 1, mean = 0; slot >= 0; slot--, count++) {
      state[BLOCK + slot] = mean += (state[BLOCK + slot] - mean) * this.#shares[count];
    }
    state[SLOT] = 0;
    state[MEAN] = 0;
  }
}

const SLOT = 0, MEAN = 1, BLOCK = 2;
