import { Stateful } from "../../../engine/stateful.ts";
import { HilbertCycle } from "./hilbert_cycle.ts";

/**
 * Phase of the dominant cycle (John Ehlers, Rocket Science for Traders, 2001), as TA-Lib computes it, as a part of other kernels, a
 * value at a time: that of the smoothed prices' Fourier term over one dominant cycle, which takes a step for each of its bars, 50 at
 * most. Degrees, −45 to 315; the one bar's lag of the smoothing is made good.
 */
export class DominantPhase extends Stateful {
  readonly #cycle: HilbertCycle;

  constructor() {
    const cycle = new HilbertCycle(37);
    super(RING + 64, [cycle]);
    this.#cycle = cycle;
  }

  /** Takes a value, which must not be NaN; says whether there are as many as TA-Lib wants for the first phase. */
  next(x: number): boolean {
    const state = this.state, cycle = this.#cycle;
    if (state[COUNT] < WARMUP + 1) state[COUNT]++;
    if (!cycle.next(x)) return false;
    const at = ((state[SLOT] | 0) + 1) & 63, period = cycle.period, length = Math.floor(period + 0.5);
    state[SLOT] = at;
    state[RING + at] = cycle.price;
    let real = 0, imaginary = 0;
    for (let i = 0, wave = 51 * length; i < length; i++, wave++) {
      const price = state[RING + ((at - i) & 63)];
      real += SINES[wave] * price;
      imaginary += COSINES[wave] * price;
    }
    let phase = state[PHASE];
    if (imaginary !== 0) phase = Math.atan(real / imaginary) * (180 / Math.PI);
    else if (real !== 0) phase += real < 0 ? -90 : 90;
    phase += 90 + 360 / period;
    if (imaginary < 0) phase += 180;
    if (phase > 315) phase -= 360;
    state[PHASE_BEFORE] = state[PHASE];
    state[PHASE] = phase;
    return state[COUNT] > WARMUP;
  }

  /** Whether the transform beneath has begun, some bars before the first phase is given out. */
  get hasBegun(): boolean {
    return this.state[COUNT] > 37;
  }

  /** The phase. */
  get phase(): number {
    return this.state[PHASE];
  }

  /** The phase a bar before; 0 at the transform's first bar. */
  get phaseBefore(): number {
    return this.state[PHASE_BEFORE];
  }

  /** Length of the dominant cycle in bars, smoothed. */
  get period(): number {
    return this.#cycle.period;
  }

  /** The smoothed price. */
  get price(): number {
    return this.#cycle.price;
  }
}

const WARMUP = 63, COUNT = 0, SLOT = 1, PHASE = 2, PHASE_BEFORE = 3, RING = 4;

/** Sines and cosines of a bar's part of a cycle, at [51 · bars of the cycle + bar]. */
const SINES = waves(Math.sin), COSINES = waves(Math.cos);

function waves(wave: (angle: number) => number): Float64Array {
  return Float64Array.from({ length: 51 * 51 }, (_, k) => {
    const length = Math.floor(k / 51);
    return length === 0 ? 0 : wave(k % 51 * 2 * Math.PI / length);
  });
}
