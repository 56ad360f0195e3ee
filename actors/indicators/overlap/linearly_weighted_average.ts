import { Stateful } from "../../../engine/stateful.ts";

/**
 * Linearly weighted average as a part of other kernels, a value at a time: the last `length` values with weights 1 (the oldest) to
 * `length` (the newest), over their sum. A step of the window takes one from every weight, which is the plain sum of what was in it.
 * Both sums are built afresh while the ring fills once around, so that rounding does not pile up.
 */
export class LinearlyWeightedAverage extends Stateful {
  readonly #length: number;
  readonly #weightSum: number;

  constructor(length: number) {
    super(RING + length);
    this.#length = length;
    this.#weightSum = length * (length + 1) / 2;
  }

  /** Takes a value; NaN for the first `length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    if (x !== x) return NaN;
    const state = this.state, length = this.#length, slot = (state[SLOT] | 0) + 1;
    const weighted = state[WEIGHTED] + length * x - state[SUM];
    state[SUM] += x - state[RING + slot - 1];
    state[RING + slot - 1] = x;
    state[FRESH_SUM] += x;
    state[FRESH_WEIGHTED] += slot * x;
    state[WEIGHTED] = weighted;
    state[SLOT] = slot;
    if (slot === length) this.#renew();
    if (state[IS_FULL] === 0) return NaN;
    return state[WEIGHTED] / this.#weightSum;
  }

  #renew(): void {
    const state = this.state;
    state[SUM] = state[FRESH_SUM];
    state[WEIGHTED] = state[FRESH_WEIGHTED];
    state[SLOT] = state[FRESH_SUM] = state[FRESH_WEIGHTED] = 0;
    state[IS_FULL] = 1;
  }
}

const SLOT = 0, IS_FULL = 1, SUM = 2, WEIGHTED = 3, FRESH_SUM = 4, FRESH_WEIGHTED = 5, RING = 6;
