import { Stateful } from "../../../engine/stateful.ts";

/**
 * The straight line closest to the last `length` values by least squares, over 0 (the oldest) to length − 1 (the newest), as a part of
 * other kernels, a value at a time. Values are taken in blocks, as in {@link RollingSum}, each less the block's first one, so that a
 * small slope is not lost in a high price; nothing is ever taken out of a sum.
 */
export class RollingRegression extends Stateful {
  readonly #length: number;
  /** Sum of the squares of 0…length − 1 less their mean. */
  readonly #spread: number;

  constructor(length: number) {
    super(ENDS + 2 * (length + 1));
    this.#length = length;
    this.#spread = length * (length * length - 1) / 12;
    this.state.fill(NaN, ENDS); // an end that isn't there yet makes the window's figures NaN: the warm-up
    this.state.fill(0, ENDS + 2 * length); // the end of no values
  }

  /** Takes a value; gives the slope: NaN for the first `length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    if (x !== x) return NaN;
    const state = this.state, length = this.#length, slot = state[SLOT] | 0, count = slot + 1;
    if (slot === 0) state[BASE] = x;
    const base = state[BASE], above = x - base, end = ENDS + 2 * count, older = length - count;
    const sum = state[SUM] + above, weighted = state[WEIGHTED] + slot * above;
    state[end - 2] = x;
    const lift = older === 0 ? 0 : state[END_BASE] - base; // of the older values' base over this block's
    const total = sum + state[end] + lift * older;
    const moment = weighted + older * sum + state[end + 1] + lift * (older * (older - 1) / 2);
    const slope = (moment - total * (length - 1) / 2) / this.#spread;
    state[SLOPE] = slope;
    state[WINDOW_MEAN] = base + total / length;
    if (count < length) {
      state[SLOT] = count;
      state[SUM] = sum;
      state[WEIGHTED] = weighted;
    } else {
      this.#closeBlock();
    }
    return slope;
  }

  /** The line's value `steps` values after the oldest of the window: length − 1 is the newest. */
  at(steps: number): number {
    return this.state[WINDOW_MEAN] + this.state[SLOPE] * (steps - (this.#length - 1) / 2);
  }

  /** Turns the block's values, in their own place, into the sums of its ends, their weights counted from each end's first value. */
  #closeBlock(): void {
    const state = this.state, base = state[BASE];
    for (let slot = this.#length - 1, sum = 0, weighted = 0; slot >= 0; slot--) {
      const at = ENDS + 2 * slot;
      weighted += sum;
      sum += state[at] - base;
      state[at] = sum;
      state[at + 1] = weighted;
    }
    state[END_BASE] = base;
    state[SLOT] = state[SUM] = state[WEIGHTED] = 0;
  }
}

const SLOT = 0, BASE = 1, SUM = 2, WEIGHTED = 3, END_BASE = 4, SLOPE = 5, WINDOW_MEAN = 6, ENDS = 7;
