import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WindowDeviation } from "../statistics/window_deviation.ts";

/**
 * Bollinger bandwidth: (upper − lower) / middle, bands as those of `bollinger`; 0 where the middle is 0.
 * Column: fraction; NaN for the first `length − 1` values.
 */
export const bollingerWidth = indicator({
  name: "bollinger_width",
  title: "Bollinger bandwidth",
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
  kernel: ({ length, deviations }) => new BollingerWidthKernel(length, deviations),
});

class BollingerWidthKernel extends Kernel {
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
      const width = 2 * deviations * deviation.next(source[i]), middle = deviation.mean;
      target[i] = middle === 0 && width === width ? 0 : width / middle;
    }
  }
}
