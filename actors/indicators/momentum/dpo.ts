import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Detrended price oscillator: the value of `length` / 2 + 1 (rounded down) values before, less the mean of the last `length`: how far
 * the past stood from the trend around it, known only now.
 * Column: units of the source, signed; NaN for the first max(`length` − 1, ⌊`length` / 2⌋ + 1) values.
 */
export const dpo = indicator({
  name: "dpo",
  title: "Detrended price oscillator",
  category: "momentum",
  scale: "own",
  reference: "Joe DiNapoli, Trading with DiNapoli Levels, 1998; Tulip Indicators, dpo",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => Math.max(length - 1, (length >> 1) + 1),
  kernel: ({ length }) => new DpoKernel(length),
});

class DpoKernel extends Kernel {
  readonly #past: Delay;
  readonly #average: RollingMean;

  constructor(length: number) {
    const past = new Delay((length >> 1) + 1);
    const average = new RollingMean(length);
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
      target[i] = past.next(x) - average.next(x);
    }
  }
}
