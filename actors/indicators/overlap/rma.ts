import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "./exponential_average.ts";

/**
 * Running moving average, also Wilder's or smoothed moving average (SMMA): the mean of the first `length` values, then R(t) = R(t−1) +
 * (x(t) − R(t−1)) / length (J. Welles Wilder, 1978).
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const rma = indicator({
  name: "rma",
  title: "Running moving average",
  category: "overlap",
  scale: "source",
  reference: "J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new RmaKernel(length),
});

class RmaKernel extends Kernel {
  readonly #average: ExponentialAverage;

  constructor(length: number) {
    const average = new ExponentialAverage(length, 1 / length);
    super(0, [average]);
    this.#average = average;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const average = this.#average;
    for (let i = from; i < to; i++) {
      target[i] = average.next(source[i]);
    }
  }
}
