import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Rogers and Satchell's estimate of volatility, which a trend doesn't disturb: √(`periodsPerYear` · mean of ln(high / close)·ln(high /
 * open) + ln(low / close)·ln(low / open)) over the last `length` bars. `periodsPerYear` says how many bars a year has: 252 for daily ones
 * of a stock exchange, 365 of a market that never closes; 1 leaves the figure for one bar. A bar with a price of 0 or less has no
 * logarithms: it is left out.
 * Column: fraction (0.2 is 20 %); NaN for the first `length − 1` values.
 */
export const rogersSatchell = indicator({
  name: "rogers_satchell",
  title: "Rogers-Satchell volatility",
  category: "volatility",
  scale: "own",
  reference: "L. C. G. Rogers and S. E. Satchell, The Annals of Applied Probability 1, 1991",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
    periodsPerYear: z.number().positive().max(1e9).default(252),
  }),
  inputs: ["open", "high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, periodsPerYear }) => new RogersSatchellKernel(length, periodsPerYear),
});

class RogersSatchellKernel extends Kernel {
  readonly #products: RollingSum;
  readonly #factor: number;

  constructor(length: number, periodsPerYear: number) {
    const products = new RollingSum(length);
    super(0, [products]);
    this.#products = products;
    this.#factor = periodsPerYear / length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const open = inputs[0], high = inputs[1], low = inputs[2], close = inputs[3], target = outputs[0];
    const products = this.#products, factor = this.#factor;
    for (let i = from; i < to; i++) {
      if (!(open[i] > 0) || !(high[i] > 0) || !(low[i] > 0) || !(close[i] > 0)) {
        target[i] = NaN;
        continue;
      }
      const up = Math.log(high[i] / open[i]),
        down = Math.log(low[i] / open[i]),
        body = Math.log(close[i] / open[i]);
      target[i] = Math.sqrt(factor * Math.max(0, products.next(up * (up - body) + down * (down - body))));
    }
  }
}
