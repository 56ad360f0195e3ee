import { Stateful } from "../../../engine/stateful.ts";

/**
 * Sum of the last `length` values as a part of other kernels, a value at a time.
 *
 * Values are taken in blocks of `length`. A window is the end of one block and the beginning of the next: the sum of the beginning
 * is kept as it grows, those of all ends of a block are worked out once it is full, in the block's own place. Nothing is ever taken
 * out of a sum: no drift over any number of bars, never below 0 where no value is, and exactly 0 where all are.
 */
export class RollingSum extends Stateful {
  readonly #length: number;

  constructor(length: number) {
    super(BLOCK + length);
    this.#length = length;
    this.state.fill(NaN, BLOCK); // an end that isn't there yet makes the window's sum NaN: the warm-up
  }

  /** Takes a value; NaN for the first `length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    if (x !== x) return NaN;
    const state = this.state, slot = state[SLOT] | 0, sum = state[SUM] + x;
    state[BLOCK + slot] = x;
    if (slot + 1 < this.#length) {
      state[SLOT] = slot + 1;
      state[SUM] = sum;
      return sum + state[BLOCK + slot + 1];
    }
    this.#closeBlock();
    return sum;
  }

  /** Turns the block's values, in their own place, into the sums of its ends. */
  #closeBlock(): void {
    const state = this.state;
    for (let j = BLOCK + this.#length - 1, end = 0; j >= BLOCK; j--) state[j] = end += state[j];
    state[SLOT] = 0;
    state[SUM] = 0;
  }
}

const SLOT = 0, SUM = 1, BLOCK = 2;
