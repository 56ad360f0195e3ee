import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";

/**
 * Percentage price oscillator with a signal line, an EMA of it seeded with the mean of its first `signal` values, and a histogram, ppo
 * − signal. See ppo.
 * Columns: percent; all three NaN for the first `slow + signal − 2` values.
 */
export const ppoHistogram = indicator({
  name: "ppo_histogram",
  title: "PPO with signal and histogram",
  category: "momentum",
  scale: "own",
  reference:
    "Gerald Appel, Technical Analysis: Power Tools, 2005; StockCharts ChartSchool, Percentage Price Oscillator",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(12),
    slow: z.int().min(2).max(100_000).default(26),
    signal: z.int().min(1).max(100_000).default(9),
  }),
  inputs: ["source"],
  outputs: ["ppo", "signal", "histogram"],
  warmupBars: ({ slow, signal }) => slow + signal - 2,
  kernel: ({ fast, slow, signal }) => {
    if (fast >= slow) throw new LockstepError(`ppo_histogram: fast ${fast} must be less than slow ${slow}.`);
    return new PpoHistogramKernel(fast, slow, signal);
  },
});

class PpoHistogramKernel extends Kernel {
  readonly #quick: ExponentialAverage;
  readonly #calm: ExponentialAverage;
  readonly #smoothing: ExponentialAverage;

  constructor(fast: number, slow: number, signal: number) {
    const quick = new ExponentialAverage(fast);
    const calm = new ExponentialAverage(slow);
    const smoothing = new ExponentialAverage(signal);
    super(0, [quick, calm, smoothing]);
    this.#quick = quick;
    this.#calm = calm;
    this.#smoothing = smoothing;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], ppo = outputs[0], signal = outputs[1], histogram = outputs[2];
    const quick = this.#quick, calm = this.#calm, smoothing = this.#smoothing;
    for (let i = from; i < to; i++) {
      const x = source[i], base = calm.next(x), difference = quick.next(x) - base;
      const percent = base === 0 ? 0 : 100 * (difference / base), average = smoothing.next(percent);
      ppo[i] = average === average ? percent : NaN;
      signal[i] = average;
      histogram[i] = percent - average;
    }
  }
}
