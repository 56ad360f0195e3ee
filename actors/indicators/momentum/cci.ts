import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { MeanDeviation } from "../statistics/mean_deviation.ts";

/**
 * Commodity channel index: (p − mean of p) / (0.015 · mean absolute deviation of p from that mean) over the last `length` bars, p =
 * (high + low + close) / 3; 0 where p has not moved, or does not differ from its mean, by more than rounding, 1e-14 of it (TA_CCI;
 * Donald Lambert, 1980). The mean moves with every bar and with it each deviation, so it takes a step for every value of the window.
 * Column: usually within ±200; NaN for the first `length − 1` values.
 */
export const cci = indicator({
  name: "cci",
  title: "Commodity channel index",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_CCI; Donald Lambert, Commodities, October 1980",
  params: z.object({
    length: z.int().min(2).max(10_000).default(14),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new CciKernel(length),
});

class CciKernel extends Kernel {
  readonly #deviation: MeanDeviation;

  constructor(length: number) {
    const deviation = new MeanDeviation(length);
    super(0, [deviation]);
    this.#deviation = deviation;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], target = outputs[0];
    const deviation = this.#deviation;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      const typical = (high[i] + low[i] + close[i]) / 3, spread = deviation.next(typical);
      const apart = typical - deviation.mean, least = ROUNDING * Math.abs(typical);
      target[i] = spread <= least || Math.abs(apart) <= least ? 0 : apart / (0.015 * spread);
    }
  }
}

/** Deviations below this share of the price are rounding, not movement. */
const ROUNDING = 1e-14;
