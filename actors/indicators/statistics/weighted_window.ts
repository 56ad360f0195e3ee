import { Stateful } from "../../../engine/stateful.ts";

/**
 * Weighted sum of the last values as a part of other kernels, a value at a time: one weight for each, the oldest's first. Any weights
 * will do, so it takes a product for each of them; the values stand twice in the memory, so that a window is always in one piece.
 */
export class WeightedWindow extends Stateful {
  readonly #weights: Float64Array;

  constructor(weights: ArrayLike<number>) {
    super(RING + 2 * weights.length);
    this.#weights = Float64Array.from(weights);
  }

  /** Takes a value; NaN for the first `weights.length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    if (x !== x) return NaN;
    const state = this.state, weights = this.#weights, length = weights.length, slot = state[SLOT] | 0;
    state[RING + slot] = state[RING + length + slot] = x;
    state[SLOT] = slot + 1 === length ? 0 : slot + 1;
    if (state[COUNT] < length && ++state[COUNT] < length) return NaN;
    let sum = 0;
    for (let j = 0, at = RING + slot + 1; j < length; j++, at++) sum += weights[j] * state[at];
    return sum;
  }
}

const COUNT = 0, SLOT = 1, RING = 2;
