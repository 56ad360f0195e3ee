import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingQuantile } from "./rolling_quantile.ts";

/**
 * Quantile of the last `length` values: of these in order, the one at place q·(length − 1), or what lies between its two neighbours, as
 * NumPy computes it; O(log length) a bar.
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const quantile = indicator({
  name: "quantile",
  title: "Rolling quantile",
  category: "statistics",
  scale: "source",
  reference: "Type 7 of R. Hyndman and Y. Fan, The American Statistician 50, 1996",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
    q: z.number().min(0).max(1).default(0.5),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, q }) => new QuantileKernel(length, q),
});

class QuantileKernel extends Kernel {
  readonly #place: RollingQuantile;

  constructor(length: number, q: number) {
    const place = new RollingQuantile(length, q);
    super(0, [place]);
    this.#place = place;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const place = this.#place;
    for (let i = from; i < to; i++) {
      target[i] = place.next(source[i]);
    }
  }
}
