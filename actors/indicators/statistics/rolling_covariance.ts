import { Stateful } from "../../../engine/stateful.ts";

/**
 * Sums of squares and of products of the deviations of the last `length` pairs of values from their means, as a part of other kernels,
 * a pair at a time. Pairs are taken in blocks, as in {@link RollingDeviation}: nothing is ever subtracted from a sum, no drift, and
 * exactly 0 where one of the two stands still.
 */
export class RollingCovariance extends Stateful {
  readonly #length: number;
  /** 1 / count at [count]. */
  readonly #shares: Float64Array;

  constructor(length: number) {
    super(ENDS + 5 * (length + 1));
    this.#length = length;
    this.#shares = Float64Array.from({ length: length + 1 }, (_, count) => 1 / count);
    this.state.fill(NaN, ENDS); // an end that isn't there yet makes the window's figures NaN: the warm-up
    this.state.fill(0, ENDS + 5 * length); // the end of no pairs
  }

  /** Takes a pair, neither of which may be NaN; says whether there are `length` of them. */
  next(x: number, y: number): boolean {
    const state = this.state, length = this.#length, shares = this.#shares, slot = state[SLOT] | 0;
    const count = slot + 1, share = shares[count], stepX = x - state[MEAN_X], stepY = y - state[MEAN_Y];
    const meanX = state[MEAN_X] + stepX * share, meanY = state[MEAN_Y] + stepY * share;
    const restX = x - meanX, restY = y - meanY;
    const xx = state[XX] + stepX * restX, yy = state[YY] + stepY * restY, xy = state[XY] + stepX * restY;
    const own = ENDS + 5 * slot, end = own + 5;
    state[own] = x;
    state[own + 1] = y;
    const apartX = meanX - state[end], apartY = meanY - state[end + 1];
    const weight = count * (length - count) * shares[length];
    const windowXX = xx + state[end + 2] + apartX * apartX * weight;
    state[WINDOW_XX] = windowXX;
    state[WINDOW_YY] = yy + state[end + 3] + apartY * apartY * weight;
    state[WINDOW_XY] = xy + state[end + 4] + apartX * apartY * weight;
    if (count < length) {
      state[SLOT] = count;
      state[MEAN_X] = meanX;
      state[MEAN_Y] = meanY;
      state[XX] = xx;
      state[YY] = yy;
      state[XY] = xy;
    } else {
      this.#closeBlock();
    }
    return windowXX === windowXX;
  }

  /** Sum of the squares of the first column's deviations. */
  get xx(): number {
    return this.state[WINDOW_XX];
  }

  /** Sum of the squares of the second column's deviations. */
  get yy(): number {
    return this.state[WINDOW_YY];
  }

  /** Sum of the products of both. */
  get xy(): number {
    return this.state[WINDOW_XY];
  }

  /** Pearson's correlation; 0 where one of the two stands still. */
  get correlation(): number {
    const { xx, yy } = this;
    return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, this.xy / (Math.sqrt(xx) * Math.sqrt(yy)))) : 0;
  }

  /** Turns the block's pairs, in their own place, into the figures of its ends. */
  #closeBlock(): void {
    const state = this.state, length = this.#length, shares = this.#shares;
    let meanX = 0, meanY = 0, xx = 0, yy = 0, xy = 0;
    for (let slot = length - 1, count = 1; slot >= 0; slot--, count++) {
      const at = ENDS + 5 * slot, x = state[at], y = state[at + 1], stepX = x - meanX, stepY = y - meanY;
      meanX += stepX * shares[count];
      meanY += stepY * shares[count];
      const restY = y - meanY;
      xx += stepX * (x - meanX);
      yy += stepY * restY;
      xy += stepX * restY;
      state[at] = meanX;
      state[at + 1] = meanY;
      state[at + 2] = xx;
      state[at + 3] = yy;
      state[at + 4] = xy;
    }
    state[SLOT] =
      state[MEAN_X] =
      state[MEAN_Y] =
      state[XX] =
      state[YY] =
      state[XY] =
        0;
  }
}

const SLOT = 0, MEAN_X = 1, MEAN_Y = 2, XX = 3, YY = 4, XY = 5;
const WINDOW_XX = 6, WINDOW_YY = 7, WINDOW_XY = 8, ENDS = 9;
