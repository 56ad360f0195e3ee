import { Stateful } from "../../../engine/stateful.ts";

/**
 * Sum of the last values, of any number up to `longest`, as a part of other kernels, a value at a time. Values are taken in blocks of
 * `longest`: sums from the beginning of the present block and sums to the end of the one before make up any window, so that rounding
 * never lasts longer than a block.
 */
export class VariableSum extends Stateful {
  readonly #longest: number;

  constructor(longest: number) {
    super(VALUES + 3 * longest);
    this.#longest = longest;
    this.state.fill(NaN, VALUES); // an end that isn't there yet makes the sum NaN
  }

  /** Takes a value; the sum of the last `length`. NaN for the first `longest − 1`, whatever the length. */
  next(x: number, length: number): number {
    const state = this.state, longest = this.#longest, slot = state[SLOT] | 0, sum = state[SUM] + x;
    const sums = VALUES + longest, ends = sums + longest, count = slot + 1;
    state[VALUES + slot] = x;
    state[sums + slot] = sum;
    state[SUM] = sum;
    state[SLOT] = count;
    const total = length > count
      ? sum + state[ends + longest - (length - count)]
      : length < count
      ? sum - state[sums + slot - length]
      : sum;
    if (count === longest) this.#closeBlock();
    return state[IS_WARM] === 0 ? NaN : total;
  }

  #closeBlock(): void {
    const state = this.state, longest = this.#longest, ends = VALUES + 2 * longest;
    for (let j = longest - 1, sum = 0; j >= 0; j--) state[ends + j] = sum += state[VALUES + j];
    state[SLOT] = state[SUM] = 0;
    state[IS_WARM] = 1;
  }
}

const SLOT = 0, SUM = 1, IS_WARM = 2, VALUES = 3;
