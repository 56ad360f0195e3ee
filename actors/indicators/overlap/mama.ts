import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { HilbertCycle } from "../cycle/hilbert_cycle.ts";

/**
 * MESA adaptive moving average: mama = a·x + (1 − a)·mama', fama = (a / 2)·mama + (1 − a / 2)·fama', where a = `fastLimit` over the
 * degrees, at least 1, by which the phase atan(Q / I) of the dominant cycle fell since the value before, and at least `slowLimit`
 * (TA_MAMA; John Ehlers, 2001). The cycle is that of Hilbert's transform of the smoothed price; the phase is 0 where its I is below
 * 1e-12 of the price, which in a flat market is rounding that TA-Lib takes for movement. Both averages begin at 0 with value 13, as in
 * TA-Lib: the first ones that are shown still lean towards it.
 * Columns: units of the source; NaN for the first 32 values.
 */
export const mama = indicator({
  name: "mama",
  title: "MESA adaptive moving average",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_MAMA; John Ehlers, Technical Analysis of Stocks & Commodities, September 2001",
  params: z.object({
    fastLimit: z.number().min(0.01).max(0.99).default(0.5),
    slowLimit: z.number().min(0.01).max(0.99).default(0.05),
  }),
  inputs: ["source"],
  outputs: ["mama", "fama"],
  warmupBars: () => 32,
  kernel: ({ fastLimit, slowLimit }) => new MamaKernel(fastLimit, slowLimit),
});

const COUNT = 0, PHASE = 1, MAMA = 2, FAMA = 3;

class MamaKernel extends Kernel {
  readonly #cycle: HilbertCycle;
  readonly #fastLimit: number;
  readonly #slowLimit: number;

  constructor(fastLimit: number, slowLimit: number) {
    const cycle = new HilbertCycle(12);
    super(4, [cycle]);
    this.#cycle = cycle;
    this.#fastLimit = fastLimit;
    this.#slowLimit = slowLimit;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], mama = outputs[0], fama = outputs[1], { state } = this;
    const cycle = this.#cycle, fastLimit = this.#fastLimit, slowLimit = this.#slowLimit;
    let count = state[COUNT], phase = state[PHASE], average = state[MAMA], following = state[FAMA];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        mama[i] = fama[i] = NaN;
        continue;
      }
      if (count <= WARMUP_BARS) count++;
      if (cycle.next(x)) {
        const isStill = Math.abs(cycle.inPhase) <= ROUNDING * Math.abs(x);
        const newPhase = isStill ? 0 : Math.atan(cycle.quadrature / cycle.inPhase) * (180 / Math.PI);
        const fall = phase - newPhase, weight = fall > 1 ? Math.max(fastLimit / fall, slowLimit) : fastLimit;
        phase = newPhase;
        average += weight * (x - average);
        following += 0.5 * weight * (average - following);
      }
      mama[i] = count > WARMUP_BARS ? average : NaN;
      fama[i] = count > WARMUP_BARS ? following : NaN;
    }
    state[COUNT] = count;
    state[PHASE] = phase;
    state[MAMA] = average;
    state[FAMA] = following;
  }
}

const WARMUP_BARS = 32;

/** A component below this share of the price is rounding, not movement. */
const ROUNDING = 1e-12;
