import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "./rolling_mean.ts";

/**
 * Mean over `length` bars of the distance of each value from the mean of the `length` values that ended with it. Other than
 * `average_deviation`, every value is measured from its own mean.
 * Column: units of the source, never negative; NaN for the first 2·`length` − 2 values.
 */
export const meanDistance = indicator({
  name: "mean_distance",
  title: "Mean distance from the mean",
  category: "statistics",
  scale: "own",
  reference: "jesse mean_ad",
  params: z.object({ length: z.int().min(1).max(100_000).default(5) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => 2 * length - 2,
  kernel: ({ length }) => new MeanDistanceKernel(length),
});

class MeanDistanceKernel extends Kernel {
  readonly #mean: RollingMean;
  readonly #distances: RollingMean;

  constructor(length: number) {
    const mean = new RollingMean(length);
    const distances = new RollingMean(length);
    super(0, [mean, distances]);
    this.#mean = mean;
    this.#distances = distances;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const mean = this.#mean, distances = this.#distances;
    for (let i = from; i < to; i++) {
      target[i] = distances.next(Math.abs(source[i] - mean.next(source[i])));
    }
  }
}
