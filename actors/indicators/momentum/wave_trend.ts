import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * WaveTrend: c = (p − E) / (0.015·EMA of |p − E|), where p = (high + low + close) / 3 and E = EMA of p, both of `channel` values; wave
 * = EMA of c of `average` values, signal = the mean of the last `signal` of it. c is 0 where p has not moved by more than rounding,
 * 1e-14 of it (LazyBear, 2014). Each average is seeded with the mean of its first values.
 * Columns: usually within ±100; NaN for the first 2·`channel` + `average` + `signal` − 4 values.
 */
export const waveTrend = indicator({
  name: "wave_trend",
  title: "WaveTrend",
  category: "momentum",
  scale: "own",
  reference: "LazyBear, TradingView, WaveTrend Oscillator, 2014",
  params: z.object({
    channel: z.int().min(2).max(100_000).default(10),
    average: z.int().min(1).max(100_000).default(21),
    signal: z.int().min(1).max(100_000).default(4),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["wave", "signal"],
  warmupBars: ({ channel, average, signal }) => 2 * channel + average + signal - 4,
  kernel: ({ channel, average, signal }) => new WaveTrendKernel(channel, average, signal),
});

class WaveTrendKernel extends Kernel {
  readonly #center: ExponentialAverage;
  readonly #spread: ExponentialAverage;
  readonly #smoothing: ExponentialAverage;
  readonly #mean: RollingMean;

  constructor(channel: number, average: number, signal: number) {
    const center = new ExponentialAverage(channel);
    const spread = new ExponentialAverage(channel);
    const smoothing = new ExponentialAverage(average);
    const mean = new RollingMean(signal);
    super(0, [center, spread, smoothing, mean]);
    this.#center = center;
    this.#spread = spread;
    this.#smoothing = smoothing;
    this.#mean = mean;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], wave = outputs[0], signal = outputs[1];
    const center = this.#center, spread = this.#spread, smoothing = this.#smoothing, mean = this.#mean;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        wave[i] = signal[i] = NaN;
        continue;
      }
      const typical = (high[i] + low[i] + close[i]) / 3, apart = typical - center.next(typical);
      const usual = spread.next(Math.abs(apart));
      const value = smoothing.next(usual <= ROUNDING * typical ? 0 : apart / (0.015 * usual));
      const average = mean.next(value);
      wave[i] = average === average ? value : NaN;
      signal[i] = average;
    }
  }
}

/** Deviations below this share of the price are rounding, not movement. */
const ROUNDING = 1e-14;
