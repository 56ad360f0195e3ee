import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Median price: (high + low) / 2 (TA_MEDPRICE).
 * Column: price units; a value from the first bar on.
 */
export const medianPrice = indicator({
  name: "median_price",
  title: "Median price",
  category: "price",
  scale: "source",
  reference: "TA-Lib TA_MEDPRICE",
  params: z.object({}),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new MedianPriceKernel(),
});

class MedianPriceKernel extends Kernel {
  constructor() {
    super(0);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], target = outputs[0];
    for (let i = from; i < to; i++) {
      target[i] = (high[i] + low[i]) / 2;
    }
  }
}
