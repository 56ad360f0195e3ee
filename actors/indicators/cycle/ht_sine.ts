import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { DominantPhase } from "./dominant_phase.ts";

/**
 * Sine of the dominant cycle's phase, and of the phase 45° on: they cross at the turns of a cycle (TA_HT_SINE).
 * Columns: −1 to 1; NaN for the first 63 values.
 */
export const htSine = indicator({
  name: "ht_sine",
  title: "Hilbert transform: sine wave",
  category: "cycle",
  scale: "own",
  reference: "TA-Lib TA_HT_SINE; John Ehlers, Rocket Science for Traders, 2001",
  params: z.object({}),
  inputs: ["source"],
  outputs: ["sine", "lead"],
  warmupBars: () => 63,
  kernel: () => new HtSineKernel(),
});

class HtSineKernel extends Kernel {
  readonly #cycle: DominantPhase;

  constructor() {
    const cycle = new DominantPhase();
    super(0, [cycle]);
    this.#cycle = cycle;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], sine = outputs[0], lead = outputs[1];
    const cycle = this.#cycle;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        sine[i] = lead[i] = NaN;
        continue;
      }
      const isWarm = cycle.next(source[i]);
      sine[i] = isWarm ? Math.sin(cycle.phase * (Math.PI / 180)) : NaN;
      lead[i] = isWarm ? Math.sin((cycle.phase + 45) * (Math.PI / 180)) : NaN;
    }
  }
}
