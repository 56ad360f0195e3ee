import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Volume-weighted moving average: Σ x·volume / Σ volume over the last `length` bars; where nothing was traded in all of them, the mean
 * of the values.
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const vwma = indicator({
  name: "vwma",
  title: "Volume-weighted moving average",
  category: "overlap",
  scale: "source",
  reference: "Buff Dormeier, Investing with Volume Analysis, 2011",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
  }),
  inputs: ["source", "volume"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new VwmaKernel(length),
});

class VwmaKernel extends Kernel {
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
    const source = inputs[0], volume = inputs[1], target = outputs[0];
    const turnover = this.#turnover, volumes = this.#volumes, mean = this.#mean;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      const x = source[i],
        traded = volumes.next(volume[i]),
        spent = turnover.next(x * volume[i]),
        plain = mean.next(x);
      target[i] = traded === 0 ? plain : spent / traded;
    }
  }
}
