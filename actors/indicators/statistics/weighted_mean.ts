import { Stateful } from "../../../engine/stateful.ts";

/**
 * Weighted mean, and deviation from it, of all values since a beginning, as a part of other kernels, a value at a time (D. West,
 * Communications of the ACM 22, 1979): the mean moves by its share of each new value, so that no great sums are compared.
 */
export class WeightedMean extends Stateful {
  constructor() {
    super(3);
  }

  /** Forgets everything. */
  restart(): void {
    this.state.fill(0);
  }

  /** Takes a value with its weight, which is not negative; gives the mean. While nothing has weight, it is the value itself. */
  next(x: number, weight: number): number {
    const state = this.state, total = state[WEIGHT] + weight, step = x - state[MEAN];
    if (total === 0) return state[MEAN] = x;
    state[WEIGHT] = total;
    state[MEAN] += step * (weight / total);
    state[SQUARES] += weight * step * (x - state[MEAN]);
    return state[MEAN];
  }

  /** Standard deviation of the values from their mean, each with its weight; 0 while nothing has weight. */
  get deviation(): number {
    const state = this.state;
    return state[WEIGHT] === 0 ? 0 : Math.sqrt(state[SQUARES] / state[WEIGHT]);
  }
}

const WEIGHT = 0, MEAN = 1, SQUARES = 2;
