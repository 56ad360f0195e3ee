import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { DominantTrendline } from "./dominant_trendline.ts";
import { HilbertCycle } from "./hilbert_cycle.ts";

/**
 * Mean of the prices over one dominant cycle, smoothed with weights 4, 3, 2, 1: a line without the cycle; see dominant_trendline.ts
 * (TA_HT_TRENDLINE, as of TA-Lib 0.8, which averages prices as they are).
 * Column: units of the source; NaN for the first 63 values.
 */
export const htTrendline = indicator({
  name: "ht_trendline",
  title: "Hilbert transform: instantaneous trendline",
  category: "cycle",
  scale: "source",
  reference:
    "TA-Lib TA_HT_TRENDLINE, as of TA-Lib 0.8, which averages prices as they are; John Ehlers, Rocket Science for Traders, 2001",
  params: z.object({}),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 63,
  kernel: () => new HtTrendlineKernel(),
});

const COUNT = 0;

class HtTrendlineKernel extends Kernel {
  readonly #cycle: HilbertCycle;
  readonly #line: DominantTrendline;

  constructor() {
    const cycle = new HilbertCycle(37);
    const line = new DominantTrendline();
    super(1, [cycle, line]);
    this.#cycle = cycle;
    this.#line = line;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const cycle = this.#cycle, line = this.#line;
    let count = state[COUNT];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      line.push(source[i]);
      if (count < 64) count++;
      if (!cycle.next(source[i])) {
        target[i] = NaN;
        continue;
      }
      const value = line.next(cycle.period);
      target[i] = count > 63 ? value : NaN;
    }
    state[COUNT] = count;
  }
}
