import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { HilbertCycle } from "./hilbert_cycle.ts";

/**
 * In-phase and quadrature component of the dominant cycle's phasor, by Hilbert's transform; see hilbert_cycle.ts (TA_HT_PHASOR).
 * Columns: units of the source, signed; NaN for the first 32 values.
 */
export const htPhasor = indicator({
  name: "ht_phasor",
  title: "Hilbert transform: phasor components",
  category: "cycle",
  scale: "own",
  reference: "TA-Lib TA_HT_PHASOR; John Ehlers, Rocket Science for Traders, 2001",
  params: z.object({}),
  inputs: ["source"],
  outputs: ["inPhase", "quadrature"],
  warmupBars: () => 32,
  kernel: () => new HtPhasorKernel(),
});

const COUNT = 0;

class HtPhasorKernel extends Kernel {
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
    const source = inputs[0], inPhase = outputs[0], quadrature = outputs[1], { state } = this;
    const cycle = this.#cycle;
    let count = state[COUNT];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        inPhase[i] = quadrature[i] = NaN;
        continue;
      }
      cycle.next(source[i]);
      if (count < 33) count++;
      inPhase[i] = count > 32 ? cycle.inPhase : NaN;
      quadrature[i] = count > 32 ? cycle.quadrature : NaN;
    }
    state[COUNT] = count;
  }
}
