import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingDeviation } from "../statistics/rolling_deviation.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Kase deviation stop: r = two-bar true range, the highest of the last two highs − the lowest of the last two lows; long = the highest
 * over `length` bars of high − (mean of r + deviations·standard deviation of r), short = the lowest of low + the same, both over
 * `length` values of r (Cynthia Kase, 1996).
 * Columns: price units; NaN for the first 2·`length` − 1 values.
 */
export const kaseDevStop = indicator({
  name: "kase_dev_stop",
  title: "Kase deviation stop",
  category: "overlap",
  scale: "source",
  reference: "Cynthia Kase, Trading with the Odds, 1996",
  params: z.object({
    length: z.int().min(2).max(100_000).default(20),
    deviations: z.number().min(0).max(100).default(1),
  }),
  inputs: ["high", "low"],
  outputs: ["long", "short"],
  warmupBars: ({ length }) => 2 * length - 1,
  kernel: ({ length, deviations }) => new KaseDevStopKernel(length, deviations),
});

class KaseDevStopKernel extends Kernel {
  readonly #pair: RollingRange;
  readonly #mean: RollingMean;
  readonly #stops: RollingRange;
  readonly #deviation: RollingDeviation;
  readonly #deviations: number;

  constructor(length: number, deviations: number) {
    const pair = new RollingRange(2);
    const mean = new RollingMean(length);
    const stops = new RollingRange(length);
    super(RollingDeviation.memoryLength(length), [pair, mean, stops]);
    this.#pair = pair;
    this.#mean = mean;
    this.#stops = stops;
    this.#deviation = new RollingDeviation(this.state, length);
    this.#deviations = deviations;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], long = outputs[0], short = outputs[1];
    const pair = this.#pair,
      mean = this.#mean,
      stops = this.#stops,
      deviation = this.#deviation,
      deviations = this.#deviations;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        long[i] = short[i] = NaN;
        continue;
      }
      const range = pair.nextHighest(high[i]) - pair.nextLowest(low[i]);
      const reach = mean.next(range) + deviations * deviation.next(range);
      long[i] = stops.nextHighest(high[i] - reach);
      short[i] = stops.nextLowest(low[i] + reach);
    }
  }
}
