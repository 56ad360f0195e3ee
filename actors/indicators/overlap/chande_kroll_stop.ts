import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRange } from "../statistics/rolling_range.ts";
import { AverageTrueRange } from "../volatility/average_true_range.ts";

/**
 * Chande Kroll stop: long = the highest over `smoothing` bars of (highest high of `smoothing` bars − multiplier·ATR), short = the
 * lowest of (lowest low + multiplier·ATR), Wilder's average true range of `length` bars (Chande and Kroll, 1994, as Jesse and
 * TradingView put it: the long side's stop comes from the highs).
 * Columns: price units; NaN for the first max(`length`, `smoothing − 1`) + `smoothing` − 1 values.
 */
export const chandeKrollStop = indicator({
  name: "chande_kroll_stop",
  title: "Chande Kroll stop",
  category: "overlap",
  scale: "source",
  reference: "Tushar Chande and Stanley Kroll, The New Technical Trader, 1994",
  params: z.object({
    length: z.int().min(1).max(100_000).default(10),
    multiplier: z.number().positive().max(100).default(1),
    smoothing: z.int().min(1).max(100_000).default(9),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["long", "short"],
  warmupBars: ({ length, smoothing }) => Math.max(length, smoothing - 1) + smoothing - 1,
  kernel: ({ length, multiplier, smoothing }) => new ChandeKrollStopKernel(length, multiplier, smoothing),
});

class ChandeKrollStopKernel extends Kernel {
  readonly #average: AverageTrueRange;
  readonly #range: RollingRange;
  readonly #stops: RollingRange;
  readonly #multiplier: number;

  constructor(length: number, multiplier: number, smoothing: number) {
    const average = new AverageTrueRange(length);
    const range = new RollingRange(smoothing);
    const stops = new RollingRange(smoothing);
    super(0, [average, range, stops]);
    this.#average = average;
    this.#range = range;
    this.#stops = stops;
    this.#multiplier = multiplier;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], long = outputs[0], short = outputs[1];
    const average = this.#average, range = this.#range, stops = this.#stops, multiplier = this.#multiplier;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        long[i] = short[i] = NaN;
        continue;
      }
      const reach = multiplier * average.next(high[i], low[i], close[i]);
      long[i] = stops.nextHighest(range.nextHighest(high[i]) - reach);
      short[i] = stops.nextLowest(range.nextLowest(low[i]) + reach);
    }
  }
}
