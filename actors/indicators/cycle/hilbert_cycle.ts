import { Stateful } from "../../../engine/stateful.ts";

/**
 * The dominant cycle by Hilbert's transform and a homodyne discriminator (John Ehlers, Rocket Science for Traders, 2001), as TA-Lib
 * computes it, as a part of other kernels, a value at a time. Prices are smoothed with weights 4, 3, 2, 1; the transform of a series s
 * is (0.0962·(s(t) − s(t−6)) + 0.5769·(s(t−2) − s(t−4))) · (0.075·period + 0.54). The period moves by a half at most, within 6 to 50.
 * The first `skipped` values are only smoothed, the rest of the history counts as 0: TA-Lib skips 12 or 37.
 */
export class HilbertCycle extends Stateful {
  readonly #skipped: number;

  constructor(skipped: number) {
    super(SMOOTHED + 4 * 16);
    this.#skipped = skipped;
  }

  /** Takes a value, which must not be NaN; says whether the transform has begun. */
  next(x: number): boolean {
    const state = this.state, count = state[COUNT] | 0, at = count & 15;
    const smoothed = (4 * x + 3 * state[PRICE_1] + 2 * state[PRICE_2] + state[PRICE_3]) / 10;
    state[PRICE_3] = state[PRICE_2];
    state[PRICE_2] = state[PRICE_1];
    state[PRICE_1] = x;
    state[COUNT] = count < COUNT_MAX ? count + 1 : count + 1 - 16; // only its last four bits matter by then
    if (count < this.#skipped) return false;
    state[PRICE] = smoothed;
    const period = state[PERIOD], adjustment = 0.075 * period + 0.54;
    state[SMOOTHED + at] = smoothed;
    const detrended = this.#transform(SMOOTHED, at, adjustment);
    state[DETRENDED + at] = detrended;
    const quadrature = this.#transform(DETRENDED, at, adjustment);
    const inPhase = state[DETRENDED + ((at + 13) & 15)];
    state[QUADRATURES + at] = quadrature;
    state[IN_PHASES + at] = inPhase;
    const aheadInPhase = this.#transform(IN_PHASES, at, adjustment);
    const aheadQuadrature = this.#transform(QUADRATURES, at, adjustment);
    const q = 0.2 * (quadrature + aheadInPhase) + 0.8 * state[Q];
    const i = 0.2 * (inPhase - aheadQuadrature) + 0.8 * state[I];
    const re = 0.2 * (i * state[I] + q * state[Q]) + 0.8 * state[RE];
    const im = 0.2 * (i * state[Q] - q * state[I]) + 0.8 * state[IM];
    state[Q] = q;
    state[I] = i;
    state[RE] = re;
    state[IM] = im;
    let next = im !== 0 && re !== 0 ? 360 / (Math.atan(im / re) * (180 / Math.PI)) : period;
    next = Math.max(0.67 * period, Math.min(1.5 * period, next));
    next = 0.2 * Math.max(6, Math.min(50, next)) + 0.8 * period;
    state[PERIOD] = next;
    state[SMOOTH_PERIOD] = 0.33 * next + 0.67 * state[SMOOTH_PERIOD];
    state[IN_PHASE] = inPhase;
    state[QUADRATURE] = quadrature;
    return true;
  }

  /** The smoothed price. */
  get price(): number {
    return this.state[PRICE];
  }

  /** Length of the dominant cycle in bars, smoothed. */
  get period(): number {
    return this.state[SMOOTH_PERIOD];
  }

  /** In-phase component of the phasor. */
  get inPhase(): number {
    return this.state[IN_PHASE];
  }

  /** Its quadrature component. */
  get quadrature(): number {
    return this.state[QUADRATURE];
  }

  #transform(ring: number, at: number, adjustment: number): number {
    const state = this.state;
    return (A * state[ring + at] - A * state[ring + ((at + 10) & 15)] - B * state[ring + ((at + 12) & 15)] +
      B * state[ring + ((at + 14) & 15)]) * adjustment;
  }
}

const A = 0.0962, B = 0.5769, COUNT_MAX = 1 << 20;
const COUNT = 0, PRICE_1 = 1, PRICE_2 = 2, PRICE_3 = 3, PRICE = 4, PERIOD = 5, SMOOTH_PERIOD = 6;
const Q = 7, I = 8, RE = 9, IM = 10, IN_PHASE = 11, QUADRATURE = 12;
const SMOOTHED = 13, DETRENDED = SMOOTHED + 16, QUADRATURES = DETRENDED + 16, IN_PHASES = QUADRATURES + 16;
