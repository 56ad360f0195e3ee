import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingDeviation } from "../statistics/rolling_deviation.ts";

/**
 * Bollinger bands: middle = mean of the last `length` values; upper and lower = middle ± `deviations` · their standard deviation,
 * of the population (TA_BBANDS with a simple average; John Bollinger, Bollinger on Bollinger Bands, 2001).
 * Columns: units of the source, all three equal where the window is flat; NaN for the first `length − 1` values.
 */
export const bollinger = indicator({
  name: "bollinger",
  title: "Bollinger bands",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_BBANDS; John Bollinger, Bollinger on Bollinger Bands, 2001",
  params: z.object({
    length: z.int().min(2).max(100_000).default(20),
    deviations: z.number().positive().max(100).default(2),
  }),
  inputs: ["source"],
  outputs: ["upper", "middle", "lower"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, deviations }) => new BollingerKernel(length, deviations),
});

class BollingerKernel extends Kernel {
  readonly #deviation: RollingDeviation;
  readonly #deviations: number;

  constructor(length: number, deviations: number) {
    super(RollingDeviation.memoryLength(length));
    this.#deviation = new RollingDeviation(this.state, length);
    this.#deviations = deviations;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const upper = outputs[0], middle = outputs[1], lower = outputs[2], deviations = this.#deviations;
    this.#deviation.run(inputs[0], middle, upper, from, to);
    for (let i = from; i < to; i++) {
      const reach = deviations * upper[i];
      upper[i] = middle[i] + reach;
      lower[i] = middle[i] - reach;
    }
  }
}
