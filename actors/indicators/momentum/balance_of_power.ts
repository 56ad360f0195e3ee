import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Balance of power: (close − open) / (high − low), 0 where high and low are the same (TA_BOP; Igor Livshin, 2001).
 * Column: −1 to 1; a value from the first bar on.
 */
export const balanceOfPower = indicator({
  name: "balance_of_power",
  title: "Balance of power",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_BOP; Igor Livshin, Technical Analysis of Stocks & Commodities, August 2001",
  params: z.object({}),
  inputs: ["open", "high", "low", "close"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new BalanceOfPowerKernel(),
});

class BalanceOfPowerKernel extends Kernel {
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
      if (open[i] !== open[i] || high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      const range = high[i] - low[i];
      target[i] = range > 0 ? (close[i] - open[i]) / range : 0;
    }
  }
}
