import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";
import { LogReturn } from "./log_return.ts";

/**
 * Realised volatility: √(`periodsPerYear` · mean of the squares of the last `length` logarithmic returns): no mean is taken off.
 * `periodsPerYear` says how many bars a year has: 252 for daily ones of a stock exchange, 365 of a market that never closes; 1 leaves the
 * figure for one bar. A source of 0 or less has no logarithm: such a bar is left out.
 * Column: fraction (0.2 is 20 %); NaN for the first `length` values.
 */
export const realisedVolatility = indicator({
  name: "realised_volatility",
  title: "Realised volatility",
  category: "volatility",
  scale: "own",
  reference: "Torben Andersen, Tim Bollerslev, Francis Diebold and Paul Labys, Econometrica 71, 2003",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
    periodsPerYear: z.number().positive().max(1e9).default(252),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length, periodsPerYear }) => new RealisedVolatilityKernel(length, periodsPerYear),
});

class RealisedVolatilityKernel extends Kernel {
  readonly #change: LogReturn;
  readonly #squares: RollingSum;
  readonly #factor: number;

  constructor(length: number, periodsPerYear: number) {
    const change = new LogReturn();
    const squares = new RollingSum(length);
    super(0, [change, squares]);
    this.#change = change;
    this.#squares = squares;
    this.#factor = periodsPerYear / length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const change = this.#change, squares = this.#squares, factor = this.#factor;
    for (let i = from; i < to; i++) {
      if (!(source[i] > 0)) {
        target[i] = NaN;
        continue;
      }
      const step = change.next(source[i]);
      target[i] = Math.sqrt(factor * squares.next(step * step));
    }
  }
}
