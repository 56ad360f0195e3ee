import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WindowDeviation } from "../statistics/window_deviation.ts";

/**
 * Bollinger %b: where the value stands between the lower band (0) and the upper one (1): (x − lower) / (upper − lower), bands as those of
 * `bollinger`; 0.5 where they have no width.
 * Column: fraction, outside of 0 to 1 beyond the bands; NaN for the first `length − 1` values.
 */
export const percentB = indicator({
  name: "percent_b",
  title: "Bollinger %b",
  category: "volatility",
  scale: "own",
  reference: "John Bollinger, Bollinger on Bollinger Bands, 2001",
  params: z.object({
    length: z.int().min(2).max(100_000).default(20),
    deviations: z.number().min(0.001).max(100).default(2),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, deviations }) => new PercentBKernel(length, deviations),
});

class PercentBKernel extends Kernel {
  readonly #deviation: WindowDeviation;
  readonly #deviations: number;

  constructor(length: number, deviations: number) {
    const deviation = new WindowDeviation(length);
    super(0, [deviation]);
    this.#deviation = deviation;
    this.#deviations = deviations;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const deviation = this.#deviation, deviations = this.#deviations;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      const reach = deviations * deviation.next(source[i]);
      target[i] = reach === 0 ? 0.5 : (source[i] - deviation.mean + reach) / (2 * reach);
    }
  }
}
