import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { HilbertCycle } from "./hilbert_cycle.ts";

/**
 * Length of the dominant cycle, by Hilbert's transform; see hilbert_cycle.ts (TA_HT_DCPERIOD).
 * Column: bars, 6 to 50; NaN for the first 32 values.
 */
export const htDcperiod = indicator({
  name: "ht_dcperiod",
  title: "Hilbert transform: dominant cycle period",
  category: "cycle",
  scale: "own",
  reference: "TA-Lib TA_HT_DCPERIOD; John Ehlers, Rocket Science for Traders, 2001",
  params: z.object({}),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 32,
  kernel: () => new HtDcperiodKernel(),
});

const COUNT = 0;

class HtDcperiodKernel extends Kernel {
  readonly #cycle: HilbertCycle;

  constructor() {
    const cycle = new HilbertCycle(12);
    super(1, [cycle]);
    this.#cycle = cycle;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const cycle = this.#cycle;
    let count = state[COUNT];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      const hasBegun = cycle.next(source[i]);
      if (count < 33) count++;
      target[i] = hasBegun && count > 32 ? cycle.period : NaN;
    }
    state[COUNT] = count;
  }
}
