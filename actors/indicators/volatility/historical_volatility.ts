import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WindowDeviation } from "../statistics/window_deviation.ts";
import { LogReturn } from "./log_return.ts";

/**
 * Historical volatility: standard deviation of the last `length` logarithmic returns, of the sample (length − 1), times √`periodsPerYear`.
 * `periodsPerYear` says how many bars a year has: 252 for daily ones of a stock exchange, 365 of a market that never closes; 1 leaves the
 * figure for one bar. A source of 0 or less has no logarithm: such a bar is left out.
 * Column: fraction (0.2 is 20 %); NaN for the first `length` values.
 */
export const historicalVolatility = indicator({
  name: "historical_volatility",
  title: "Historical volatility",
  category: "volatility",
  scale: "own",
  reference: "John Hull, Options, Futures, and Other Derivatives",
  params: z.object({
    length: z.int().min(2).max(100_000).default(20),
    periodsPerYear: z.number().positive().max(1e9).default(252),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length, periodsPerYear }) => new HistoricalVolatilityKernel(length, periodsPerYear),
});

class HistoricalVolatilityKernel extends Kernel {
  readonly #change: LogReturn;
  readonly #deviation: WindowDeviation;
  readonly #factor: number;

  constructor(length: number, periodsPerYear: number) {
    const change = new LogReturn();
    const deviation = new WindowDeviation(length);
    super(0, [change, deviation]);
    this.#change = change;
    this.#deviation = deviation;
    this.#factor = Math.sqrt(periodsPerYear * length / (length - 1));
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const change = this.#change, deviation = this.#deviation, factor = this.#factor;
    for (let i = from; i < to; i++) {
      if (!(source[i] > 0)) {
        target[i] = NaN;
        continue;
      }
      target[i] = factor * deviation.next(change.next(source[i]));
    }
  }
}
