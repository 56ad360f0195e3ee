import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { DominantPhase } from "./dominant_phase.ts";

/**
 * Phase of the dominant cycle, by Hilbert's transform; see dominant_phase.ts (TA_HT_DCPHASE).
 * Column: degrees, −45 to 315; NaN for the first 63 values.
 */
export const htDcphase = indicator({
  name: "ht_dcphase",
  title: "Hilbert transform: dominant cycle phase",
  category: "cycle",
  scale: "own",
  reference: "TA-Lib TA_HT_DCPHASE; John Ehlers, Rocket Science for Traders, 2001",
  params: z.object({}),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 63,
  kernel: () => new HtDcphaseKernel(),
});

class HtDcphaseKernel extends Kernel {
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
    const source = inputs[0], target = outputs[0];
    const cycle = this.#cycle;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = cycle.next(source[i]) ? cycle.phase : NaN;
    }
  }
}
