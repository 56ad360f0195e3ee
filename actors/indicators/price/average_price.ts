import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Average price: (open + high + low + close) / 4 (TA_AVGPRICE).
 * Column: price units; a value from the first bar on.
 */
export const averagePrice = indicator({
  name: "average_price",
  title: "Average price",
  category: "price",
  scale: "source",
  reference: "TA-Lib TA_AVGPRICE",
  params: z.object({}),
  inputs: ["open", "high", "low", "close"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new AveragePriceKernel(),
});

class AveragePriceKernel extends Kernel {
  constructor() {
    super(0);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const open = inputs[0], high = inputs[1], low = inputs[2], close = inputs[3], target = outputs[0];
    for (let i = from; i < to; i++) {
      target[i] = (open[i] + high[i] + low[i] + close[i]) / 4;
    }
  }
}
