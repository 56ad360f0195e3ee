import { Stateful } from "../../../engine/stateful.ts";

/**
 * Mean and the sums of second, third and fourth powers of the deviations from it, of the last `length` values, as a part of other
 * kernels, a value at a time. Values are taken in blocks, as in {@link RollingDeviation}, and two parts of a window are joined by
 * Pébay's rules (Philippe Pébay, Sandia report SAND2008-6212, 2008): nothing is ever subtracted from a sum.
 */
export class RollingMoments extends Stateful {
  readonly #length: number;

  constructor(length: number) {
    super(ENDS + 4 * (length + 1));
    this.#length = length;
    this.state.fill(NaN, ENDS); // an end that isn't there yet makes the window's figures NaN: the warm-up
    this.state.fill(0, ENDS + 4 * length); // the end of no values
  }

  /** Takes a value; says whether there are `length` of them. Nothing changes where the value is NaN. */
  next(x: number): boolean {
    const state = this.state, length = this.#length;
    if (x !== x) return false;
    const slot = state[SLOT] | 0, count = slot + 1;
    const step = x - state[MEAN], share = step / count, square = share * share, term = step * share * slot;
    state[MEAN] += share;
    state[FOURTH] += term * square * (count * count - 3 * count + 3) + 6 * square * state[SECOND] -
      4 * share * state[THIRD];
    state[THIRD] += term * share * (count - 2) - 3 * share * state[SECOND];
    state[SECOND] += term;
    state[ENDS + 4 * slot] = x;
    this.#join(count);
    if (count < length) {
      state[SLOT] = count;
    } else {
      this.#closeBlock();
    }
    return this.second === this.second;
  }

  /** Sum of the squares of the deviations. */
  get second(): number {
    return this.state[WINDOW_SECOND];
  }

  /** Sum of their third powers. */
  get third(): number {
    return this.state[WINDOW_THIRD];
  }

  /** Sum of their fourth powers. */
  get fourth(): number {
    return this.state[WINDOW_FOURTH];
  }

  /** Joins the end of the last block with the `count` values of this one. */
  #join(count: number): void {
    const state = this.state, length = this.#length, at = ENDS + 4 * count, rest = length - count;
    const newer = count / length, older = rest / length;
    const endSecond = state[at + 1], endThird = state[at + 2], second = state[SECOND], third = state[THIRD];
    const apart = state[MEAN] - state[at], square = apart * apart, both = square * rest * newer;
    state[WINDOW_SECOND] = second + endSecond + both;
    state[WINDOW_THIRD] = third + endThird + both * apart * (older - newer) +
      3 * apart * (older * second - newer * endSecond);
    state[WINDOW_FOURTH] = state[FOURTH] + state[at + 3] +
      both * square * (older * older - older * newer + newer * newer) +
      6 * square * (older * older * second + newer * newer * endSecond) +
      4 * apart * (older * third - newer * endThird);
  }

  /** Turns the block's values, in their own place, into the moments of its ends. */
  #closeBlock(): void {
    const state = this.state, length = this.#length;
    let mean = 0, second = 0, third = 0, fourth = 0;
    for (let slot = length - 1, count = 1; slot >= 0; slot--, count++) {
      const at = ENDS + 4 * slot, step = state[at] - mean, share = step / count, square = share * share;
      const term = step * share * (count - 1);
      mean += share;
      fourth += term * square * (count * count - 3 * count + 3) + 6 * square * second - 4 * share * third;
      third += term * share * (count - 2) - 3 * share * second;
      second += term;
      state[at] = mean;
      state[at + 1] = second;
      state[at + 2] = third;
      state[at + 3] = fourth;
    }
    state[SLOT] =
      state[MEAN] =
      state[SECOND] =
      state[THIRD] =
      state[FOURTH] =
        0;
  }
}

const SLOT = 0, MEAN = 1, SECOND = 2, THIRD = 3, FOURTH = 4;
const WINDOW_SECOND = 5, WINDOW_THIRD = 6, WINDOW_FOURTH = 7, ENDS = 8;
