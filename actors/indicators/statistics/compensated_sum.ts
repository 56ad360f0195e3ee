import { Stateful } from "../../../engine/stateful.ts";

/**
 * Sum of all values so far as a part of other kernels, a value at a time. What rounding cuts off is kept beside the sum, so that it
 * doesn't pile up however many values cancel one another (A. Neumaier, ZAMM 54, 1974).
 */
export class CompensatedSum extends Stateful {
  constructor() {
    super(2);
  }

  /** Adds a value and gives the sum. */
  next(x: number): number {
    const state = this.state, sum = state[SUM], total = sum + x;
    state[LOST] += Math.abs(sum) >= Math.abs(x) ? (sum - total) + x : (x - total) + sum;
    state[SUM] = total;
    return total + state[LOST];
  }
}

const SUM = 0, LOST = 1;
