import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";

/**
 * TRIX: the percentage by which an EMA of an EMA of an EMA of the source has changed since the value before, each average seeded with
 * the mean of its first `length` values; 0 where the earlier value is 0 (TA_TRIX; Jack Hutson, 1983).
 * Column: percent; NaN for the first 3·(`length` − 1) + 1 values.
 */
export const trix = indicator({
  name: "trix",
  title: "TRIX",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_TRIX; Jack Hutson, Technical Analysis of Stocks & Commodities, 1983",
  params: z.object({
    length: z.int().min(1).max(100_000).default(30),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => 3 * (length - 1) + 1,
  kernel: ({ length }) => new TrixKernel(length),
});

const PREVIOUS = 0;

class TrixKernel extends Kernel {
  readonly #first: ExponentialAverage;
  readonly #second: ExponentialAverage;
  readonly #third: ExponentialAverage;

  constructor(length: number) {
    const first = new ExponentialAverage(length);
    const second = new ExponentialAverage(length);
    const third = new ExponentialAverage(length);
    super(1, [first, second, third]);
    this.#first = first;
    this.#second = second;
    this.#third = third;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const first = this.#first, second = this.#second, third = this.#third;
    let previous = state[PREVIOUS];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      const value = third.next(second.next(first.next(x)));
      target[i] = previous === 0 ? 0 : 100 * ((value - previous) / previous);
      if (value === value) previous = value;
    }
    state[PREVIOUS] = previous;
  }
}
