import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";
import { RangePosition } from "./range_position.ts";

/**
 * Fast stochastic oscillator: k = where the close stands between the lowest low (0) and the highest high (100) of the last `fastK`
 * bars, 0 where these are the same; d = the mean of k over `fastD` bars (TA_STOCHF with a simple average).
 * Columns: 0 to 100; NaN for the first `fastK + fastD − 2` values.
 */
export const stochasticFast = indicator({
  name: "stochastic_fast",
  title: "Fast stochastic oscillator",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_STOCHF; George Lane, Technical Analysis of Stocks & Commodities, May 1984",
  params: z.object({
    fastK: z.int().min(1).max(100_000).default(5),
    fastD: z.int().min(1).max(100_000).default(3),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["k", "d"],
  warmupBars: ({ fastK, fastD }) => fastK + fastD - 2,
  kernel: ({ fastK, fastD }) => new StochasticFastKernel(fastK, fastD),
});

class StochasticFastKernel extends Kernel {
  readonly #position: RangePosition;
  readonly #signal: RollingMean;

  constructor(fastK: number, fastD: number) {
    const position = new RangePosition(fastK);
    const signal = new RollingMean(fastD);
    super(0, [position, signal]);
    this.#position = position;
    this.#signal = signal;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], k = outputs[0], d = outputs[1];
    const position = this.#position, signal = this.#signal;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        k[i] = d[i] = NaN;
        continue;
      }
      const value = position.next(high[i], low[i], close[i]), average = signal.next(value);
      k[i] = average === average ? value : NaN;
      d[i] = average;
    }
  }
}
