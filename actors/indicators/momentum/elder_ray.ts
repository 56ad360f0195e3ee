import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";

/**
 * Elder ray: bull power = high − EMA of the source, bear power = low − EMA (Alexander Elder, 1993).
 * Columns: price units, signed; NaN for the first `length − 1` values.
 */
export const elderRay = indicator({
  name: "elder_ray",
  title: "Elder ray",
  category: "momentum",
  scale: "own",
  reference: "Alexander Elder, Trading for a Living, 1993",
  params: z.object({
    length: z.int().min(1).max(100_000).default(13),
  }),
  inputs: ["source", "high", "low"],
  outputs: ["bull", "bear"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new ElderRayKernel(length),
});

class ElderRayKernel extends Kernel {
  readonly #average: ExponentialAverage;

  constructor(length: number) {
    const average = new ExponentialAverage(length);
    super(0, [average]);
    this.#average = average;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], high = inputs[1], low = inputs[2], bull = outputs[0], bear = outputs[1];
    const average = this.#average;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || high[i] !== high[i] || low[i] !== low[i]) {
        bull[i] = bear[i] = NaN;
        continue;
      }
      const middle = average.next(source[i]);
      bull[i] = high[i] - middle;
      bear[i] = low[i] - middle;
    }
  }
}
