import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { MeanDeviation } from "./mean_deviation.ts";

/**
 * Mean absolute deviation of the last `length` values from their mean (TA_AVGDEV). The mean moves with every value and with it each
 * deviation, so it takes a step for every value of the window.
 * Column: units of the source, never negative, exactly 0 where the window is flat; NaN for the first `length − 1` values.
 */
export const averageDeviation = indicator({
  name: "average_deviation",
  title: "Average deviation",
  category: "statistics",
  scale: "own",
  reference: "TA-Lib TA_AVGDEV",
  params: z.object({ length: z.int().min(2).max(10_000).default(14) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new AverageDeviationKernel(length),
});

class AverageDeviationKernel extends Kernel {
  readonly #deviation: MeanDeviation;

  constructor(length: number) {
    const deviation = new MeanDeviation(length);
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
      target[i] = deviation.next(source[i]);
    }
  }
}
