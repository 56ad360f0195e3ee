import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";

/**
 * Moving average convergence/divergence with Appel's own weights: averages of 12 and 26 values whose newest value weighs 0.15 and
 * 0.075, rather than 2 / 13 and 2 / 27; the rest as in macd (TA_MACDFIX).
 * Columns: units of the source, signed; all three NaN for the first 24 + `signal` values.
 */
export const macdFixed = indicator({
  name: "macd_fixed",
  title: "MACD with fixed weights",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_MACDFIX; Gerald Appel, Technical Analysis: Power Tools, 2005",
  params: z.object({
    signal: z.int().min(1).max(100_000).default(9),
  }),
  inputs: ["source"],
  outputs: ["macd", "signal", "histogram"],
  warmupBars: ({ signal }) => 24 + signal,
  kernel: ({ signal }) => new MacdFixedKernel(signal),
});

class MacdFixedKernel extends Kernel {
  readonly #quick: ExponentialAverage;
  readonly #calm: ExponentialAverage;
  readonly #smoothing: ExponentialAverage;

  constructor(signal: number) {
    const quick = new ExponentialAverage(12, 0.15, 14);
    const calm = new ExponentialAverage(26, 0.075);
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
