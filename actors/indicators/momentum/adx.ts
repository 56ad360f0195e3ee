import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { DirectionalAverage } from "./directional_average.ts";

/**
 * Average directional index: Wilder's average of the directional index (see dx): the mean of its first `length` values, then ADX(t) =
 * ADX(t−1) + (DX(t) − ADX(t−1)) / length. A bar on which nothing has moved counts as 0 in that mean and changes nothing later
 * (TA_ADX).
 * Column: 0 to 100; NaN for the first 2·`length` − 1 values.
 */
export const adx = indicator({
  name: "adx",
  title: "Average directional index",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_ADX; J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
  params: z.object({
    length: z.int().min(2).max(100_000).default(14),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => 2 * length - 1,
  kernel: ({ length }) => new AdxKernel(length),
});

class AdxKernel extends Kernel {
  readonly #average: DirectionalAverage;

  constructor(length: number) {
    const average = new DirectionalAverage(length);
    super(0, [average]);
    this.#average = average;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], target = outputs[0];
    const average = this.#average;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = average.next(high[i], low[i], close[i]);
    }
  }
}
