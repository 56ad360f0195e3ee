import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "./exponential_average.ts";

/**
 * Double exponential moving average: 2·E1 − E2, where E1 = EMA of the source and E2 = EMA of E1, each seeded with the mean of its
 * first `length` values (TA_DEMA; Patrick Mulloy, 1994).
 * Column: units of the source; NaN for the first 2·(`length` − 1) values.
 */
export const dema = indicator({
  name: "dema",
  title: "Double exponential moving average",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_DEMA; Patrick Mulloy, Technical Analysis of Stocks & Commodities, February 1994",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => 2 * (length - 1),
  kernel: ({ length }) => new DemaKernel(length),
});

class DemaKernel extends Kernel {
  readonly #first: ExponentialAverage;
  readonly #second: ExponentialAverage;

  constructor(length: number) {
    const first = new ExponentialAverage(length);
    const second = new ExponentialAverage(length);
    super(0, [first, second]);
    this.#first = first;
    this.#second = second;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const first = this.#first, second = this.#second;
    for (let i = from; i < to; i++) {
      const once = first.next(source[i]);
      target[i] = 2 * once - second.next(once);
    }
  }
}
