import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRange } from "../statistics/rolling_range.ts";
import { AverageTrueRange } from "../volatility/average_true_range.ts";

/**
 * Chandelier exit: long = highest high of the last `length` bars − multiplier·ATR, short = lowest low + multiplier·ATR, Wilder's
 * average true range of as many bars (Chuck LeBeau).
 * Columns: price units; NaN for the first `length` values.
 */
export const chandelierExit = indicator({
  name: "chandelier_exit",
  title: "Chandelier exit",
  category: "overlap",
  scale: "source",
  reference: "Chuck LeBeau, in Alexander Elder, Come into My Trading Room, 2002",
  params: z.object({
    length: z.int().min(1).max(100_000).default(22),
    multiplier: z.number().positive().max(100).default(3),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["long", "short"],
  warmupBars: ({ length }) => length,
  kernel: ({ length, multiplier }) => new ChandelierExitKernel(length, multiplier),
});

class ChandelierExitKernel extends Kernel {
  readonly #average: AverageTrueRange;
  readonly #extremes: RollingRange;
  readonly #multiplier: number;

  constructor(length: number, multiplier: number) {
    const average = new AverageTrueRange(length);
    const extremes = new RollingRange(length);
    super(0, [average, extremes]);
    this.#average = average;
    this.#extremes = extremes;
    this.#multiplier = multiplier;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], long = outputs[0], short = outputs[1];
    const average = this.#average, extremes = this.#extremes, multiplier = this.#multiplier;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        long[i] = short[i] = NaN;
        continue;
      }
      const reach = multiplier * average.next(high[i], low[i], close[i]);
      long[i] = extremes.nextHighest(high[i]) - reach;
      short[i] = extremes.nextLowest(low[i]) + reach;
    }
  }
}
