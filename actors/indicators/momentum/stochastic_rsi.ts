import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";
import { RangePosition } from "./range_position.ts";
import { WilderChanges } from "./wilder_changes.ts";

/**
 * Stochastic RSI: k = where the RSI of `length` values stands between the lowest (0) and the highest (100) of its last `fastK` values,
 * 0 where these are the same; d = the mean of k over `fastD` values (TA_STOCHRSI with a simple average; Chande and Kroll, 1994).
 * Columns: 0 to 100; NaN for the first `length + fastK + fastD − 2` values.
 */
export const stochasticRsi = indicator({
  name: "stochastic_rsi",
  title: "Stochastic RSI",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_STOCHRSI; Tushar Chande and Stanley Kroll, The New Technical Trader, 1994",
  params: z.object({
    length: z.int().min(2).max(100_000).default(14),
    fastK: z.int().min(1).max(100_000).default(5),
    fastD: z.int().min(1).max(100_000).default(3),
  }),
  inputs: ["source"],
  outputs: ["k", "d"],
  warmupBars: ({ length, fastK, fastD }) => length + fastK + fastD - 2,
  kernel: ({ length, fastK, fastD }) => new StochasticRsiKernel(length, fastK, fastD),
});

class StochasticRsiKernel extends Kernel {
  readonly #changes: WilderChanges;
  readonly #position: RangePosition;
  readonly #signal: RollingMean;

  constructor(length: number, fastK: number, fastD: number) {
    const changes = new WilderChanges(length);
    const position = new RangePosition(fastK);
    const signal = new RollingMean(fastD);
    super(0, [changes, position, signal]);
    this.#changes = changes;
    this.#position = position;
    this.#signal = signal;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], k = outputs[0], d = outputs[1];
    const changes = this.#changes, position = this.#position, signal = this.#signal;
    for (let i = from; i < to; i++) {
      const rsi = changes.nextStrength(source[i]),
        value = position.next(rsi, rsi, rsi),
        average = signal.next(value);
      k[i] = average === average ? value : NaN;
      d[i] = average;
    }
  }
}
