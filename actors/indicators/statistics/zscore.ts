import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WindowDeviation } from "./window_deviation.ts";

/**
 * Z-score: (x − mean) / standard deviation of the last `length` values, of the population; 0 where they are flat.
 * Column: standard deviations; NaN for the first `length − 1` values.
 */
export const zscore = indicator({
  name: "zscore",
  title: "Z-score",
  category: "statistics",
  scale: "own",
  reference: "jesse zscore; the standard score of statistics",
  params: z.object({ length: z.int().min(2).max(100_000).default(20) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new ZscoreKernel(length),
});

class ZscoreKernel extends Kernel {
  readonly #deviation: WindowDeviation;

  constructor(length: number) {
    const deviation = new WindowDeviation(length);
    super(0, [deviation]);
    this.#deviation = deviation;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const deviation = this.#deviation;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      const spread = deviation.next(source[i]);
      target[i] = spread === 0 ? 0 : (source[i] - deviation.mean) / spread;
    }
  }
}
