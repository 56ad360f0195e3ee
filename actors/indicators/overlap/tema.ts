import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "./exponential_average.ts";

/**
 * Triple exponential moving average: 3·E1 − 3·E2 + E3, where E1 = EMA of the source, E2 = EMA of E1 and E3 = EMA of E2, each seeded
 * with the mean of its first `length` values (TA_TEMA; Patrick Mulloy, 1994).
 * Column: units of the source; NaN for the first 3·(`length` − 1) values.
 */
export const tema = indicator({
  name: "tema",
  title: "Triple exponential moving average",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_TEMA; Patrick Mulloy, Technical Analysis of Stocks & Commodities, January 1994",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => 3 * (length - 1),
  kernel: ({ length }) => new TemaKernel(length),
});

class TemaKernel extends Kernel {
  readonly #first: ExponentialAverage;
  readonly #second: ExponentialAverage;
  readonly #third: ExponentialAverage;

  constructor(length: number) {
    const first = new ExponentialAverage(length);
    const second = new ExponentialAverage(length);
    const third = new ExponentialAverage(length);
    super(0, [first, second, third]);
    this.#first = first;
    this.#second = second;
    this.#third = third;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const first = this.#first, second = this.#second, third = this.#third;
    for (let i = from; i < to; i++) {
      const once = first.next(source[i]), twice = second.next(once);
      target[i] = 3 * (once - twice) + third.next(twice);
    }
  }
}
