import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WindowDeviation } from "./window_deviation.ts";

/**
 * Variance of the last `length` values, of the population: Σ(x − mean)² / length (TA_VAR, whose deviations do nothing).
 * Column: square of the source's units, never negative, exactly 0 where the window is flat; NaN for the first `length − 1` values.
 */
export const variance = indicator({
  name: "variance",
  title: "Variance",
  category: "statistics",
  scale: "own",
  reference: "TA-Lib TA_VAR",
  params: z.object({ length: z.int().min(1).max(100_000).default(5) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new VarianceKernel(length),
});

class VarianceKernel extends Kernel {
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
      const spread = deviation.next(source[i]);
      target[i] = spread * spread;
    }
  }
}
