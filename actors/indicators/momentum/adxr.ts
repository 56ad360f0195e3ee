import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { DirectionalAverage } from "./directional_average.ts";

/**
 * Average directional index rating: (ADX(t) + ADX(t − (length − 1))) / 2 (TA_ADXR).
 * Column: 0 to 100; NaN for the first 3·`length` − 2 values.
 */
export const adxr = indicator({
  name: "adxr",
  title: "Average directional index rating",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_ADXR; J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
  params: z.object({
    length: z.int().min(2).max(100_000).default(14),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => 3 * length - 2,
  kernel: ({ length }) => new AdxrKernel(length),
});

class AdxrKernel extends Kernel {
  readonly #average: DirectionalAverage;
  readonly #past: Delay;

  constructor(length: number) {
    const average = new DirectionalAverage(length);
    const past = new Delay(length - 1);
    super(0, [average, past]);
    this.#average = average;
    this.#past = past;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], target = outputs[0];
    const average = this.#average, past = this.#past;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      const value = average.next(high[i], low[i], close[i]);
      target[i] = (value + past.next(value)) / 2;
    }
  }
}
