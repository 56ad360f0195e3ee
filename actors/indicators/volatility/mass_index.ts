import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Mass index: the sum over `length` bars of EMA / EMA of that EMA, both over `smoothing` values of high − low, the second taken of the
 * first; a term is 1 where the range has been 0 for good (Donald Dorsey, 1992).
 * Column: around `length`; NaN for the first 2·(`smoothing` − 1) + `length` − 1 values.
 */
export const massIndex = indicator({
  name: "mass_index",
  title: "Mass index",
  category: "volatility",
  scale: "own",
  reference: "Donald Dorsey, Technical Analysis of Stocks & Commodities, June 1992",
  params: z.object({
    length: z.int().min(1).max(100_000).default(25),
    smoothing: z.int().min(1).max(100_000).default(9),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: ({ length, smoothing }) => 2 * (smoothing - 1) + length - 1,
  kernel: ({ length, smoothing }) => new MassIndexKernel(length, smoothing),
});

class MassIndexKernel extends Kernel {
  readonly #once: ExponentialAverage;
  readonly #twice: ExponentialAverage;
  readonly #terms: RollingSum;

  constructor(length: number, smoothing: number) {
    const once = new ExponentialAverage(smoothing);
    const twice = new ExponentialAverage(smoothing);
    const terms = new RollingSum(length);
    super(0, [once, twice, terms]);
    this.#once = once;
    this.#twice = twice;
    this.#terms = terms;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], target = outputs[0];
    const once = this.#once, twice = this.#twice, terms = this.#terms;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      const single = once.next(high[i] - low[i]), double = twice.next(single);
      target[i] = terms.next(double === 0 ? 1 : single / double);
    }
  }
}
