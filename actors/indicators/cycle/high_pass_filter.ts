import { Stateful } from "../../../engine/stateful.ts";

/**
 * High-pass filter with one pole as a part of other kernels, a value at a time: what moves slower than `length` values a cycle is
 * taken away. H(t) = (1 − a/2)·(x(t) − x(t−1)) + (1 − a)·H(t−1), a = 1 + (sin w − 1) / cos w, w = 2π / length (John Ehlers, Cycle
 * Analytics for Traders, 2013). It begins at 0 with the first value.
 */
export class HighPass extends Stateful {
  readonly #gain: number;
  readonly #kept: number;

  constructor(length: number) {
    super(3);
    const alpha = highPassAlpha(2 * Math.PI / length);
    this.#gain = 1 - alpha / 2;
    this.#kept = 1 - alpha;
  }

  /** Takes a value, which must not be NaN. */
  next(x: number): number {
    const state = this.state, step = state[HAS_BEGUN] === 1 ? x - state[PREVIOUS] : 0;
    state[HAS_BEGUN] = 1;
    state[PREVIOUS] = x;
    return state[VALUE] = this.#gain * step + this.#kept * state[VALUE];
  }
}

const HAS_BEGUN = 0, PREVIOUS = 1, VALUE = 2;

/**
 * High-pass filter with two poles as a part of other kernels, a value at a time. H(t) = (1 − a/2)²·(x(t) − 2·x(t−1) + x(t−2)) +
 * 2·(1 − a)·H(t−1) − (1 − a)²·H(t−2), a = 1 + (sin w − 1) / cos w, w = 0.707·2π / length (John Ehlers, Cycle Analytics for Traders,
 * 2013). It is 0 for the first two values.
 */
export class HighPassTwoPole extends Stateful {
  readonly #gain: number;
  readonly #kept: number;

  constructor(length: number) {
    super(5);
    const alpha = highPassAlpha(0.707 * 2 * Math.PI / length);
    this.#gain = (1 - alpha / 2) ** 2;
    this.#kept = 1 - alpha;
  }

  /** Takes a value, which must not be NaN. */
  next(x: number): number {
    const state = this.state, kept = this.#kept, count = state[COUNT], one = state[ONE_BACK];
    const bend = count < 2 ? 0 : x - one - (one - state[TWO_BACK]);
    const value = this.#gain * bend + 2 * kept * state[HIGH_ONE_BACK] - kept * kept * state[HIGH_TWO_BACK];
    if (count < 2) state[COUNT] = count + 1;
    state[TWO_BACK] = one;
    state[ONE_BACK] = x;
    state[HIGH_TWO_BACK] = state[HIGH_ONE_BACK];
    return state[HIGH_ONE_BACK] = value;
  }
}

const COUNT = 0, ONE_BACK = 1, TWO_BACK = 2, HIGH_ONE_BACK = 3, HIGH_TWO_BACK = 4;

function highPassAlpha(angle: number): number {
  return 1 + (Math.sin(angle) - 1) / Math.cos(angle);
}
