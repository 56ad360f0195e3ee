import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WeightedMean } from "../statistics/weighted_mean.ts";

/**
 * Bands around the anchored VWAP: upper and lower = middle ± `deviations` · √(Σ volume·(p − VWAP)² / Σ volume) over the bars that open at
 * `anchorTimeMs` (UTC epoch milliseconds) or later.
 * Columns: price units; NaN before the anchor, which is the first bar unless one is given.
 */
export const anchoredVwapBands = indicator({
  name: "anchored_vwap_bands",
  title: "Anchored VWAP bands",
  category: "volume",
  scale: "source",
  reference:
    "Brian Shannon, Maximum Trading Gains with Anchored VWAP, 2022; deviation by D. West, Communications of the ACM 22, 1979",
  params: z.object({
    anchorTimeMs: z.int().min(0).max(8.64e15).default(0),
    deviations: z.number().min(0.001).max(100).default(2),
  }),
  inputs: ["openTimeMs", "high", "low", "close", "volume"],
  outputs: ["upper", "middle", "lower"],
  warmupBars: () => 0,
  kernel: ({ anchorTimeMs, deviations }) => new AnchoredVwapBandsKernel(anchorTimeMs, deviations),
});

class AnchoredVwapBandsKernel extends Kernel {
  readonly #average: WeightedMean;
  readonly #anchorTimeMs: number;
  readonly #deviations: number;

  constructor(anchorTimeMs: number, deviations: number) {
    const average = new WeightedMean();
    super(0, [average]);
    this.#average = average;
    this.#anchorTimeMs = anchorTimeMs;
    this.#deviations = deviations;
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
      upper = outputs[0],
      middle = outputs[1],
      lower = outputs[2];
    const average = this.#average, anchorTimeMs = this.#anchorTimeMs, deviations = this.#deviations;
    for (let i = from; i < to; i++) {
      if (
        !(openTimeMs[i] >= anchorTimeMs) || high[i] !== high[i] || low[i] !== low[i] ||
        close[i] !== close[i] || volume[i] !== volume[i]
      ) {
        upper[i] = middle[i] = lower[i] = NaN;
        continue;
      }
      const typical = (high[i] + low[i] + close[i]) / 3;
      middle[i] = average.next(typical, volume[i]);
      const reach = deviations * average.deviation;
      upper[i] = middle[i] + reach;
      lower[i] = middle[i] - reach;
    }
  }
}
