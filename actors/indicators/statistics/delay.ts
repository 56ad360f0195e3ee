import { Stateful } from "../../../engine/stateful.ts";

/** The value of `length` values ago as a part of other kernels, a value at a time. A length of 0 is the value itself. */
export class Delay extends Stateful {
  readonly #length: number;

  constructor(length: number) {
    super(RING + Math.max(1, length));
    this.#length = length;
    this.state.fill(NaN, RING);
  }

  /** Takes a value; NaN for the first `length`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    if (x !== x || this.#length === 0) return x;
    const state = this.state, slot = state[SLOT] | 0, past = state[RING + slot];
    state[RING + slot] = x;
    state[SLOT] = slot + 1 === this.#length ? 0 : slot + 1;
    return past;
  }
}

const SLOT = 0, RING = 1;
