import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMoments } from "./rolling_moments.ts";

/**
 * Skewness of the last `length` values, of the population: mean of (x − mean)³ / standard deviation³; 0 where they are flat.
 * Column: a number; NaN for the first `length − 1` values.
 */
export const skewness = indicator({
  name: "skewness",
  title: "Skewness",
  category: "statistics",
  scale: "own",
  reference: "Fisher-Pearson coefficient, g1 of SciPy's skew",
  params: z.object({ length: z.int().min(2).max(100_000).default(20) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new SkewnessKernel(length),
});

class SkewnessKernel extends Kernel {
  readonly #moments: RollingMoments;
  readonly #length: number;

  constructor(length: number) {
    const moments = new RollingMoments(length);
    super(0, [moments]);
    this.#moments = moments;
    this.#length = length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const moments = this.#moments, length = this.#length;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      if (!moments.next(source[i])) target[i] = NaN;
      else target[i] = moments.second > 0 ? moments.third / length / (moments.second / length) ** 1.5 : 0;
    }
  }
}
