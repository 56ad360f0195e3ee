import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Parkinson's estimate of volatility from highs and lows: √(`periodsPerYear` · mean of ln(high / low)² / (4·ln 2)) over the last `length`
 * bars. `periodsPerYear` says how many bars a year has: 252 for daily ones of a stock exchange, 365 of a market that never closes; 1
 * leaves the figure for one bar. A bar with a price of 0 or less has no logarithms: it is left out.
 * Column: fraction (0.2 is 20 %); NaN for the first `length − 1` values.
 */
export const parkinson = indicator({
  name: "parkinson",
  title: "Parkinson volatility",
  category: "volatility",
  scale: "own",
  reference: "Michael Parkinson, The Journal of Business 53, 1980",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
    periodsPerYear: z.number().positive().max(1e9).default(252),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, periodsPerYear }) => new ParkinsonKernel(length, periodsPerYear),
});

class ParkinsonKernel extends Kernel {
  readonly #squares: RollingSum;
  readonly #factor: number;

  constructor(length: number, periodsPerYear: number) {
    const squares = new RollingSum(length);
    super(0, [squares]);
    this.#squares = squares;
    this.#factor = periodsPerYear / (4 * Math.LN2 * length);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], target = outputs[0];
    const squares = this.#squares, factor = this.#factor;
    for (let i = from; i < to; i++) {
      if (!(high[i] > 0) || !(low[i] > 0)) {
        target[i] = NaN;
        continue;
      }
      const range = Math.log(high[i] / low[i]);
      target[i] = Math.sqrt(factor * squares.next(range * range));
    }
  }
}
