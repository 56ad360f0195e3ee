import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";
import { RangePosition } from "./range_position.ts";

/**
 * Stochastic oscillator: where the close stands between the lowest low (0) and the highest high (100) of the last `fastK` bars, 0
 * where these are the same; k = its mean over `slowK` bars, d = the mean of k over `slowD` (TA_STOCH with simple averages; George
 * Lane, 1984).
 * Columns: 0 to 100; NaN for the first `fastK + slowK + slowD − 3` values.
 */
export const stochastic = indicator({
  name: "stochastic",
  title: "Stochastic oscillator",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_STOCH; George Lane, Technical Analysis of Stocks & Commodities, May 1984",
  params: z.object({
    fastK: z.int().min(1).max(100_000).default(5),
    slowK: z.int().min(1).max(100_000).default(3),
    slowD: z.int().min(1).max(100_000).default(3),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["k", "d"],
  warmupBars: ({ fastK, slowK, slowD }) => fastK + slowK + slowD - 3,
  kernel: ({ fastK, slowK, slowD }) => new StochasticKernel(fastK, slowK, slowD),
});

class StochasticKernel extends Kernel {
  readonly #position: RangePosition;
  readonly #smoothing: RollingMean;
  readonly #signal: RollingMean;

  constructor(fastK: number, slowK: number, slowD: number) {
    const position = new RangePosition(fastK);
    const smoothing = new RollingMean(slowK);
    const signal = new RollingMean(slowD);
    super(0, [position, smoothing, signal]);
    this.#position = position;
    this.#smoothing = smoothing;
    this.#signal = signal;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], k = outputs[0], d = outputs[1];
    const position = this.#position, smoothing = this.#smoothing, signal = this.#signal;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        k[i] = d[i] = NaN;
        continue;
      }
      const value = smoothing.next(position.next(high[i], low[i], close[i])), average = signal.next(value);
      k[i] = average === average ? value : NaN;
      d[i] = average;
    }
  }
}
