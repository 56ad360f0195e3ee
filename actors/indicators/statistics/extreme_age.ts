import { Stateful } from "../../../engine/stateful.ts";

/**
 * How many values ago the greatest (`sign` 1) or least (`sign` −1) of the last `length` was, the newest of equals, as a part of other
 * kernels, a value at a time. Values are taken in blocks, as in {@link RollingExtreme}, with the place of each extreme beside it.
 */
export class ExtremeAge extends Stateful {
  readonly #length: number;
  readonly #sign: 1 | -1;

  constructor(length: number, sign: 1 | -1) {
    super(BLOCK + 2 * length);
    this.#length = length;
    this.#sign = sign;
    this.state[BEST] = -Infinity;
  }

  /** Takes a value; NaN for the first `length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(value: number): number {
    const state = this.state, length = this.#length, x = this.#sign * value, slot = state[SLOT] | 0;
    if (x !== x) return NaN;
    if (x >= state[BEST]) {
      state[BEST] = x;
      state[BEST_SLOT] = slot;
    }
    state[BLOCK + slot] = x;
    const best = state[BEST], bestSlot = state[BEST_SLOT];
    if (slot + 1 === length) {
      this.#closeBlock();
      return slot - bestSlot;
    }
    state[SLOT] = slot + 1;
    if (state[IS_WARM] === 0) return NaN;
    return best >= state[BLOCK + slot + 1]
      ? slot - bestSlot
      : slot + length - state[BLOCK + length + slot + 1];
  }

  /** Turns the block's values, in their own place, into the extremes of its ends, and writes beside them where these stand. */
  #closeBlock(): void {
    const state = this.state, length = this.#length;
    let end = -Infinity, endSlot = 0;
    for (let slot = length - 1; slot >= 0; slot--) {
      if (state[BLOCK + slot] > end) {
        end = state[BLOCK + slot];
        endSlot = slot;
      }
      state[BLOCK + slot] = end;
      state[BLOCK + length + slot] = endSlot;
    }
    state[SLOT] = 0;
    state[BEST] = -Infinity;
    state[IS_WARM] = 1;
  }
}

const SLOT = 0, BEST = 1, BEST_SLOT = 2, IS_WARM = 3, BLOCK = 4;
