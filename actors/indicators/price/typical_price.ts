import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Typical price: (high + low + close) / 3 (TA_TYPPRICE).
 * Column: price units; a value from the first bar on.
 */
export const typicalPrice = indicator({
  name: "typical_price",
  title: "Typical price",
  category: "price",
  scale: "source",
  reference: "TA-Lib TA_TYPPRICE",
  params: z.object({}),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new TypicalPriceKernel(),
});

class TypicalPriceKernel extends Kernel {
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
      target[i] = (high[i] + low[i] + close[i]) / 3;
    }
  }
}
