import { Stateful } from "../../../engine/stateful.ts";
import { DirectionalMovement } from "./directional_movement.ts";

/**
 * Wilder's average of the directional index as a part of other kernels, a bar at a time: the mean of its first `length` values, then
 * A(t) = A(t−1) + (DX(t) − A(t−1)) / length. A bar without an index, since nothing has moved, counts as 0 in that mean and leaves the
 * average as it was from then on, as in TA-Lib.
 */
export class DirectionalAverage extends Stateful {
  readonly #length: number;
  readonly #movement: DirectionalMovement;

  constructor(length: number) {
    const movement = new DirectionalMovement(length);
    super(2, [movement]);
    this.#length = length;
    this.#movement = movement;
  }

  /** Takes a bar; NaN for the first 2·`length` − 1. */
  next(high: number, low: number, close: number): number {
    const state = this.state, length = this.#length, movement = this.#movement;
    if (movement.next(high, low, close) < length) return NaN;
    const { plus, minus } = movement, total = plus + minus;
    const index = total === 0 ? NaN : 100 * Math.abs(plus - minus) / total;
    if (state[COUNT] < length) {
      state[COUNT]++;
      if (index === index) state[VALUE] += index / length;
    } else if (index === index) {
      state[VALUE] += (index - state[VALUE]) / length;
    }
    return state[COUNT] < length ? NaN : state[VALUE];
  }
}

const COUNT = 0, VALUE = 1;
