import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WeightedMean } from "../statistics/weighted_mean.ts";

/**
 * Volume-weighted average price since an anchor: Σ p·volume / Σ volume over the bars that open at `anchorTimeMs` (UTC epoch milliseconds)
 * or later, p = (high + low + close) / 3. While nothing has been traded since, the last p.
 * Column: price units; NaN before the anchor, which is the first bar unless one is given.
 */
export const anchoredVwap = indicator({
  name: "anchored_vwap",
  title: "Anchored VWAP",
  category: "volume",
  scale: "source",
  reference: "Brian Shannon, Maximum Trading Gains with Anchored VWAP, 2022",
  params: z.object({ anchorTimeMs: z.int().min(0).max(8.64e15).default(0) }),
  inputs: ["openTimeMs", "high", "low", "close", "volume"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ anchorTimeMs }) => new AnchoredVwapKernel(anchorTimeMs),
});

class AnchoredVwapKernel extends Kernel {
  readonly #average: WeightedMean;
  readonly #anchorTimeMs: number;

  constructor(anchorTimeMs: number) {
    const average = new WeightedMean();
    super(0, [average]);
    this.#average = average;
    this.#anchorTimeMs = anchorTimeMs;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const openTimeMs = inputs[0],
      high = inputs[1],
      low = inputs[2],
      close = inputs[3],
      volume = inputs[4],
      target = outputs[0];
    const average = this.#average, anchorTimeMs = this.#anchorTimeMs;
    for (let i = from; i < to; i++) {
      if (
        !(openTimeMs[i] >= anchorTimeMs) || high[i] !== high[i] || low[i] !== low[i] ||
        close[i] !== close[i] || volume[i] !== volume[i]
      ) {
        target[i] = NaN;
        continue;
      }
      target[i] = average.next((high[i] + low[i] + close[i]) / 3, volume[i]);
    }
  }
}
