import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Qstick: the mean of close − open of the last `length` bars (Chande and Kroll, 1994).
 * Column: price units, signed; NaN for the first `length − 1` values.
 */
export const qstick = indicator({
  name: "qstick",
  title: "Qstick",
  category: "momentum",
  scale: "own",
  reference: "Tushar Chande and Stanley Kroll, The New Technical Trader, 1994",
  params: z.object({
    length: z.int().min(1).max(100_000).default(8),
  }),
  inputs: ["open", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new QstickKernel(length),
});

class QstickKernel extends Kernel {
  readonly #average: RollingMean;

  constructor(length: number) {
    const average = new RollingMean(length);
    super(0, [average]);
    this.#average = average;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const open = inputs[0], close = inputs[1], target = outputs[0];
    const average = this.#average;
    for (let i = from; i < to; i++) {
      if (open[i] !== open[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = average.next(close[i] - open[i]);
    }
  }
}
