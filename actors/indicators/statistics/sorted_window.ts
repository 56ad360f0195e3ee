import { Stateful } from "../../../engine/stateful.ts";

/**
 * The last `length` values in order, as a part of other kernels, a value at a time. Places are found by halving; the values between the
 * old one's and the new one's place move up or down by one, a third of them on average.
 */
export class SortedWindow extends Stateful {
  readonly #length: number;
  readonly #sorted: Float64Array;

  constructor(length: number) {
    super(RING + 2 * length);
    this.#length = length;
    this.#sorted = this.state.subarray(RING + length);
  }

  /** How many values there are, `length` at most. */
  get count(): number {
    return this.state[COUNT];
  }

  /** The value at a place, 0 being the least. */
  at(place: number): number {
    return this.#sorted[place];
  }

  /** Takes a value, which must not be NaN, for the oldest one. */
  push(x: number): void {
    const state = this.state, length = this.#length, slot = state[SLOT] | 0, sorted = this.#sorted;
    let at = state[COUNT] | 0;
    if (at < length) state[COUNT] = at + 1;
    else at = this.countBelow(state[RING + slot]);
    for (; at > 0 && sorted[at - 1] > x; at--) sorted[at] = sorted[at - 1];
    for (const end = (state[COUNT] | 0) - 1; at < end && sorted[at + 1] < x; at++) {
      sorted[at] = sorted[at + 1];
    }
    sorted[at] = x;
    state[RING + slot] = x;
    state[SLOT] = slot + 1 === length ? 0 : slot + 1;
  }

  /** How many of the values are less than `x`. */
  countBelow(x: number): number {
    const sorted = this.#sorted;
    let low = 0, high = this.state[COUNT] | 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many of the values are less than `x` or equal to it. */
  countUpTo(x: number): number {
    const sorted = this.#sorted;
    let low = 0, high = this.state[COUNT] | 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const SLOT = 0, COUNT = 1, RING = 2;
