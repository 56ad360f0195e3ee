import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { ExponentialAverage } from "./exponential_average.ts";

/**
 * Zero-lag exponential moving average: EMA of x(t) + (x(t) − x(t − lag)), lag = (`length` − 1) / 2 rounded down (John Ehlers and Ric
 * Way, 2010), seeded with the mean of its first `length` values.
 * Column: units of the source; NaN for the first `length` − 1 + lag values.
 */
export const zlema = indicator({
  name: "zlema",
  title: "Zero-lag exponential moving average",
  category: "overlap",
  scale: "source",
  reference: "John Ehlers and Ric Way, Zero Lag (Well, Almost), 2010",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1 + ((length - 1) >> 1),
  kernel: ({ length }) => new ZlemaKernel(length),
});

class ZlemaKernel extends Kernel {
  readonly #past: Delay;
  readonly #average: ExponentialAverage;

  constructor(length: number) {
    const past = new Delay((length - 1) >> 1);
    const average = new ExponentialAverage(length);
    super(0, [past, average]);
    this.#past = past;
    this.#average = average;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const past = this.#past, average = this.#average;
    for (let i = from; i < to; i++) {
      const x = source[i];
      target[i] = average.next(2 * x - past.next(x));
    }
  }
}
