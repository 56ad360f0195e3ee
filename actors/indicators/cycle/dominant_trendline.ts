import { Stateful } from "../../../engine/stateful.ts";

/**
 * Ehlers' trendline from the length of the dominant cycle (John Ehlers, Rocket Science for Traders, 2001), as TA-Lib computes it, as a
 * part of other kernels, a value at a time: the mean of the raw prices over one cycle, 50 at most, smoothed with weights 4, 3, 2, 1.
 */
export class DominantTrendline extends Stateful {
  constructor() {
    super(RING + 64);
  }

  /** Remembers a price. */
  push(x: number): void {
    const at = ((this.state[SLOT] | 0) + 1) & 63;
    this.state[SLOT] = at;
    this.state[RING + at] = x;
  }

  /** The trendline for a cycle of `period` bars that ends with the last price; to be asked once a bar. */
  next(period: number): number {
    const state = this.state, at = state[SLOT] | 0, length = Math.floor(period + 0.5);
    let sum = 0;
    for (let i = 0; i < length; i++) sum += state[RING + ((at - i) & 63)];
    const mean = length > 0 ? sum / length : 0;
    const trendline = (4 * mean + 3 * state[ONE_BACK] + 2 * state[TWO_BACK] + state[THREE_BACK]) / 10;
    state[THREE_BACK] = state[TWO_BACK];
    state[TWO_BACK] = state[ONE_BACK];
    state[ONE_BACK] = mean;
    return trendline;
  }
}

const SLOT = 0, ONE_BACK = 1, TWO_BACK = 2, THREE_BACK = 3, RING = 4;
