import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Weighted close: (high + low + 2·close) / 4 (TA_WCLPRICE).
 * Column: price units; a value from the first bar on.
 */
export const weightedClose = indicator({
  name: "weighted_close",
  title: "Weighted close",
  category: "price",
  scale: "source",
  reference: "TA-Lib TA_WCLPRICE",
  params: z.object({}),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new WeightedCloseKernel(),
});

class WeightedCloseKernel extends Kernel {
  constructor() {
    super(0);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], target = outputs[0];
    for (let i = from; i < to; i++) {
      target[i] = (high[i] + low[i] + 2 * close[i]) / 4;
    }
  }
}
