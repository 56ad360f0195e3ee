import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { Delay } from "../statistics/delay.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Polarized fractal efficiency: EMA of `smoothing` values of ±100·√((x(t) − x(t−`length`))² + length²) / Σ √(change² + 1) over the
 * last `length` changes, with the sign of x(t) − x(t−`length`), above 0 where there is none; the average is seeded with the mean of
 * its first (Hans Hannula, 1994). It depends on the unit of the price.
 * Column: −100 to 100; NaN for the first `length + smoothing − 1` values.
 */
export const polarizedFractalEfficiency = indicator({
  name: "polarized_fractal_efficiency",
  title: "Polarized fractal efficiency",
  category: "momentum",
  scale: "own",
  reference: "Hans Hannula, Technical Analysis of Stocks & Commodities, January 1994",
  params: z.object({
    length: z.int().min(1).max(100_000).default(10),
    smoothing: z.int().min(1).max(100_000).default(5),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length, smoothing }) => length + smoothing - 1,
  kernel: ({ length, smoothing }) => new PolarizedFractalEfficiencyKernel(length, smoothing),
});

const PREVIOUS = 0;

class PolarizedFractalEfficiencyKernel extends Kernel {
  readonly #past: Delay;
  readonly #path: RollingSum;
  readonly #average: ExponentialAverage;
  readonly #length: number;

  constructor(length: number, smoothing: number) {
    const past = new Delay(length);
    const path = new RollingSum(length);
    const average = new ExponentialAverage(smoothing);
    super(1, [past, path, average]);
    this.#past = past;
    this.#path = path;
    this.#average = average;
    this.#length = length;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const past = this.#past, path = this.#path, average = this.#average, length = this.#length;
    let previous = state[PREVIOUS];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      const change = x - previous,
        move = x - past.next(x),
        travelled = path.next(Math.sqrt(change * change + 1));
      const straight = 100 * Math.sqrt(move * move + length * length) / travelled;
      target[i] = average.next(move < 0 ? -straight : straight);
      previous = x;
    }
    state[PREVIOUS] = previous;
  }
}
