import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Know sure thing: RC1 + 2·RC2 + 3·RC3 + 4·RC4, where each RC is the mean of `mean` values of the rate of change in percent over `roc`
 * values; signal = the mean of its last `signal` values (Martin Pring, 1992). A change from 0 counts as 0.
 * Columns: percent; NaN until both are there: the greatest of roc + mean − 1, and `signal − 1` more.
 */
export const kst = indicator({
  name: "kst",
  title: "Know sure thing",
  category: "momentum",
  scale: "own",
  reference: "Martin Pring, Technical Analysis of Stocks & Commodities, September 1992",
  params: z.object({
    roc1: z.int().min(1).max(100_000).default(10),
    roc2: z.int().min(1).max(100_000).default(15),
    roc3: z.int().min(1).max(100_000).default(20),
    roc4: z.int().min(1).max(100_000).default(30),
    mean1: z.int().min(1).max(100_000).default(10),
    mean2: z.int().min(1).max(100_000).default(10),
    mean3: z.int().min(1).max(100_000).default(10),
    mean4: z.int().min(1).max(100_000).default(15),
    signal: z.int().min(1).max(100_000).default(9),
  }),
  inputs: ["source"],
  outputs: ["kst", "signal"],
  warmupBars: ({ roc1, roc2, roc3, roc4, mean1, mean2, mean3, mean4, signal }) =>
    Math.max(roc1 + mean1, roc2 + mean2, roc3 + mean3, roc4 + mean4) + signal - 2,
  kernel: ({ roc1, roc2, roc3, roc4, mean1, mean2, mean3, mean4, signal }) =>
    new KstKernel(roc1, roc2, roc3, roc4, mean1, mean2, mean3, mean4, signal),
});

class KstKernel extends Kernel {
  readonly #past1: Delay;
  readonly #past2: Delay;
  readonly #past3: Delay;
  readonly #past4: Delay;
  readonly #average1: RollingMean;
  readonly #average2: RollingMean;
  readonly #average3: RollingMean;
  readonly #average4: RollingMean;
  readonly #smoothing: RollingMean;

  constructor(
    roc1: number,
    roc2: number,
    roc3: number,
    roc4: number,
    mean1: number,
    mean2: number,
    mean3: number,
    mean4: number,
    signal: number,
  ) {
    const past1 = new Delay(roc1);
    const past2 = new Delay(roc2);
    const past3 = new Delay(roc3);
    const past4 = new Delay(roc4);
    const average1 = new RollingMean(mean1);
    const average2 = new RollingMean(mean2);
    const average3 = new RollingMean(mean3);
    const average4 = new RollingMean(mean4);
    const smoothing = new RollingMean(signal);
    super(0, [past1, past2, past3, past4, average1, average2, average3, average4, smoothing]);
    this.#past1 = past1;
    this.#past2 = past2;
    this.#past3 = past3;
    this.#past4 = past4;
    this.#average1 = average1;
    this.#average2 = average2;
    this.#average3 = average3;
    this.#average4 = average4;
    this.#smoothing = smoothing;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], kst = outputs[0], signal = outputs[1];
    const past1 = this.#past1,
      past2 = this.#past2,
      past3 = this.#past3,
      past4 = this.#past4,
      average1 = this.#average1,
      average2 = this.#average2,
      average3 = this.#average3,
      average4 = this.#average4,
      smoothing = this.#smoothing;
    for (let i = from; i < to; i++) {
      const x = source[i];
      const first = average1.next(percentFrom(past1.next(x), x)),
        second = average2.next(percentFrom(past2.next(x), x));
      const third = average3.next(percentFrom(past3.next(x), x)),
        fourth = average4.next(percentFrom(past4.next(x), x));
      const value = first + 2 * second + 3 * third + 4 * fourth, average = smoothing.next(value);
      kst[i] = average === average ? value : NaN;
      signal[i] = average;
    }
  }
}

function percentFrom(earlier: number, x: number): number {
  return earlier === 0 ? 0 : 100 * ((x - earlier) / earlier);
}
