import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingQuantile } from "./rolling_quantile.ts";

/**
 * Median of the last `length` values, the mean of the middle two where their number is even; O(log length) a bar.
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const median = indicator({
  name: "median",
  title: "Rolling median",
  category: "statistics",
  scale: "source",
  reference: "W. Härdle and W. Steiger, Applied Statistics 44, 1995",
  params: z.object({ length: z.int().min(1).max(100_000).default(20) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new MedianKernel(length),
});

class MedianKernel extends Kernel {
  readonly #middle: RollingQuantile;

  constructor(length: number) {
    const middle = new RollingQuantile(length, 0.5);
    super(0, [middle]);
    this.#middle = middle;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const middle = this.#middle;
    for (let i = from; i < to; i++) {
      target[i] = middle.next(source[i]);
    }
  }
}
