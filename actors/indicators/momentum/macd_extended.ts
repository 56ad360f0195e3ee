import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { LinearlyWeightedAverage } from "../overlap/linearly_weighted_average.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Moving average convergence/divergence with a kind of average for each of its three lines, by TA-Lib's numbers: 0 simple, 1
 * exponential, 2 linearly weighted; all others as in macd, which is this with 1, 1 and 1 (TA_MACDEXT).
 * Columns: units of the source, signed; all three NaN for the first `slow + signal − 2` values.
 */
export const macdExtended = indicator({
  name: "macd_extended",
  title: "MACD with averages of any kind",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_MACDEXT",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(12),
    slow: z.int().min(2).max(100_000).default(26),
    signal: z.int().min(1).max(100_000).default(9),
    fastKind: z.int().min(0).max(2).default(0),
    slowKind: z.int().min(0).max(2).default(0),
    signalKind: z.int().min(0).max(2).default(0),
  }),
  inputs: ["source"],
  outputs: ["macd", "signal", "histogram"],
  warmupBars: ({ slow, signal }) => slow + signal - 2,
  kernel: ({ fast, slow, signal, fastKind, slowKind, signalKind }) => {
    if (fast >= slow) throw new LockstepError(`macd_extended: fast ${fast} must be less than slow ${slow}.`);
    return new MacdExtendedKernel(fast, slow, signal, fastKind, slowKind, signalKind);
  },
});

class MacdExtendedKernel extends Kernel {
  readonly #quick: Average;
  readonly #calm: Average;
  readonly #smoothing: Average;

  constructor(
    fast: number,
    slow: number,
    signal: number,
    fastKind: number,
    slowKind: number,
    signalKind: number,
  ) {
    const quick = averageOf(fastKind, fast, slow - fast);
    const calm = averageOf(slowKind, slow);
    const smoothing = averageOf(signalKind, signal);
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
    const source = inputs[0], macd = outputs[0], signal = outputs[1], histogram = outputs[2];
    const quick = this.#quick, calm = this.#calm, smoothing = this.#smoothing;
    for (let i = from; i < to; i++) {
      const x = source[i], difference = quick.next(x) - calm.next(x), average = smoothing.next(difference);
      macd[i] = average === average ? difference : NaN;
      signal[i] = average;
      histogram[i] = difference - average;
    }
  }
}

type Average = RollingMean | ExponentialAverage | LinearlyWeightedAverage;

/** An average by TA-Lib's number; only the exponential one remembers more than its window, and begins `late` values late. */
function averageOf(kind: number, length: number, late = 0): Average {
  if (kind === 0) return new RollingMean(length);
  return kind === 1
    ? new ExponentialAverage(length, 2 / (length + 1), late)
    : new LinearlyWeightedAverage(length);
}
