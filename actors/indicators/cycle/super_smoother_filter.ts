import { Stateful } from "../../../engine/stateful.ts";

/**
 * Super smoother with two poles as a part of other kernels, a value at a time: what moves faster than `length` values a cycle is taken
 * away. S(t) = (1 + a² − b) / 2 · (x(t) + x(t−1)) + b·S(t−1) − a²·S(t−2), a = e^(−1.414·π / length), b = 2·a·cos(1.414·π / length)
 * (John Ehlers, Cycle Analytics for Traders, 2013). Its first two values are those of the source.
 */
export class SuperSmoother extends Stateful {
  readonly #gain: number;
  readonly #first: number;
  readonly #second: number;

  constructor(length: number) {
    super(4);
    const a = Math.exp(-1.414 * Math.PI / length), b = 2 * a * Math.cos(1.414 * Math.PI / length);
    this.#gain = (1 + a * a - b) / 2;
    this.#first = b;
    this.#second = -a * a;
  }

  /** Takes a value, which must not be NaN. */
  next(x: number): number {
    const state = this.state, one = state[ONE_BACK];
    let value = x;
    if (state[COUNT] < 2) state[COUNT]++;
    else value = this.#gain * (x + state[PREVIOUS]) + this.#first * one + this.#second * state[TWO_BACK];
    state[PREVIOUS] = x;
    state[TWO_BACK] = one;
    return state[ONE_BACK] = value;
  }
}

const COUNT = 0, PREVIOUS = 1, ONE_BACK = 2, TWO_BACK = 3;
