import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";
import { SuperSmoother } from "./super_smoother_filter.ts";

/**
 * Reflex: how far the mean of the last `length` smoothed values is from the straight line that ends with the newest and began `length`
 * bars earlier, over the root of the mean square of that distance, which is smoothed with weight 0.04 and begins at 0; smoothed is the
 * super smoother of half the `length`. A distance below 1e-12 of the smoothed value is rounding and counts as 0; the figure is 0 where
 * there has been none (John Ehlers, 2020).
 * Column: a number around ±1 to ±2; NaN for the first `length` values.
 */
export const reflex = indicator({
  name: "reflex",
  title: "Reflex",
  category: "cycle",
  scale: "own",
  reference: "John Ehlers, Technical Analysis of Stocks & Commodities, February 2020",
  params: z.object({ length: z.int().min(2).max(100_000).default(20) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new ReflexKernel(length),
});

const SQUARE = 0, AVERAGE = 1;

class ReflexKernel extends Kernel {
  readonly #smoother: SuperSmoother;
  readonly #mean: RollingMean;
  readonly #past: Delay;
  readonly #length: number;

  constructor(length: number) {
    const smoother = new SuperSmoother(length / 2);
    const mean = new RollingMean(length);
    const past = new Delay(length);
    super(2, [smoother, mean, past]);
    this.#smoother = smoother;
    this.#mean = mean;
    this.#past = past;
    this.#length = length;
    this.state[AVERAGE] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const smoother = this.#smoother, mean = this.#mean, past = this.#past, length = this.#length;
    let square = state[SQUARE], average = state[AVERAGE];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      const smoothed = smoother.next(source[i]), begin = past.next(smoothed), earlier = average;
      average = mean.next(smoothed);
      if (earlier !== earlier) {
        target[i] = NaN;
        continue;
      }
      const slope = (begin - smoothed) / length;
      const apart = smoothed + slope * ((length + 1) / 2) - earlier,
        distance = Math.abs(apart) > 1e-12 * Math.abs(smoothed) ? apart : 0;
      square = 0.04 * distance * distance + 0.96 * square;
      target[i] = square > 0 ? distance / Math.sqrt(square) : 0;
    }
    state[SQUARE] = square;
    state[AVERAGE] = average;
  }
}
