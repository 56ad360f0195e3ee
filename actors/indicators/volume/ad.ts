import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { CompensatedSum } from "../statistics/compensated_sum.ts";
import { moneyFlowVolume } from "./money_flow_volume.ts";

/**
 * Accumulation/distribution line: the running total of volume · ((close − low) − (high − close)) / (high − low), 0 for a bar without range
 * (TA_AD; Marc Chaikin).
 * Column: units of volume, signed; a value from the first bar on. Its level says nothing, its course does.
 */
export const ad = indicator({
  name: "ad",
  title: "Chaikin accumulation/distribution line",
  category: "volume",
  scale: "own",
  reference: "TA-Lib TA_AD; Marc Chaikin",
  params: z.object({}),
  inputs: ["high", "low", "close", "volume"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new AdKernel(),
});

class AdKernel extends Kernel {
  readonly #total: CompensatedSum;

  constructor() {
    const total = new CompensatedSum();
    super(0, [total]);
    this.#total = total;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], volume = inputs[3], target = outputs[0];
    const total = this.#total;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = total.next(moneyFlowVolume(high[i], low[i], close[i], volume[i]));
    }
  }
}
