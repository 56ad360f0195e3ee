import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Volume-weighted average price of the last `length` bars: Σ p·volume / Σ volume, p = (high + low + close) / 3; where nothing was traded
 * in all of them, the mean of p.
 * Column: price units; NaN for the first `length − 1` values.
 */
export const rollingVwap = indicator({
  name: "rolling_vwap",
  title: "Rolling VWAP",
  category: "volume",
  scale: "source",
  reference: "VWAP over a window, as on trading desks",
  params: z.object({ length: z.int().min(1).max(100_000).default(20) }),
  inputs: ["high", "low", "close", "volume"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new RollingVwapKernel(length),
});

class RollingVwapKernel extends Kernel {
  readonly #turnover: RollingSum;
  readonly #volumes: RollingSum;
  readonly #mean: RollingMean;

  constructor(length: number) {
    const turnover = new RollingSum(length);
    const volumes = new RollingSum(length);
    const mean = new RollingMean(length);
    super(0, [turnover, volumes, mean]);
    this.#turnover = turnover;
    this.#volumes = volumes;
    this.#mean = mean;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], volume = inputs[3], target = outputs[0];
    const turnover = this.#turnover, volumes = this.#volumes, mean = this.#mean;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      const typical = (high[i] + low[i] + close[i]) / 3;
      const traded = volumes.next(volume[i]),
        spent = turnover.next(typical * volume[i]),
        plain = mean.next(typical);
      target[i] = traded === 0 ? plain : spent / traded;
    }
  }
}
