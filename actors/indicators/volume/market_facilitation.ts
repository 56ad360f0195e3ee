import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Market facilitation index: (high − low) / volume, the range that one unit of volume moves; 0 for a bar without volume (Bill Williams,
 * Trading Chaos, 1995).
 * Column: price units a unit of volume; a value from the first bar on.
 */
export const marketFacilitation = indicator({
  name: "market_facilitation",
  title: "Market facilitation index",
  category: "volume",
  scale: "own",
  reference: "Bill Williams, Trading Chaos, 1995",
  params: z.object({}),
  inputs: ["high", "low", "volume"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new MarketFacilitationKernel(),
});

class MarketFacilitationKernel extends Kernel {
  constructor() {
    super(0);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], volume = inputs[2], target = outputs[0];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = volume[i] === 0 ? 0 : (high[i] - low[i]) / volume[i];
    }
  }
}
