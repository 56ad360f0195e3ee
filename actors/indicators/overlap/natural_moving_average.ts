import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";
import { WeightedWindow } from "../statistics/weighted_window.ts";

/**
 * Natural moving average: x(t − length + 1)·r + x(t − length)·(1 − r), where r = Σ |Δ ln x(t−i)|·(√(i + 1) − √i) / Σ |Δ ln x(t−i)|
 * over i = 0 to `length` − 1, and 0 where nothing has moved (Jim Sloman, 2002). Values of 1e-10 or less count as 1e-10 in the
 * logarithm. It takes a product for every value of the window.
 * Column: units of the source; NaN for the first `length` values.
 */
export const naturalMovingAverage = indicator({
  name: "natural_moving_average",
  title: "Natural moving average",
  category: "overlap",
  scale: "source",
  reference: "Jim Sloman, Ocean Theory, 2002; Jesse, nma",
  params: z.object({
    length: z.int().min(1).max(1_000).default(40),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new NaturalMovingAverageKernel(length),
});

const LOGARITHM = 0;

class NaturalMovingAverageKernel extends Kernel {
  readonly #shaped: WeightedWindow;
  readonly #whole: RollingSum;
  readonly #newer: Delay;
  readonly #older: Delay;

  constructor(length: number) {
    const shaped = new WeightedWindow(
      Array.from({ length }, (_, j) => Math.sqrt(length - j) - Math.sqrt(length - j - 1)),
    );
    const whole = new RollingSum(length);
    const newer = new Delay(length - 1);
    const older = new Delay(length);
    super(1, [shaped, whole, newer, older]);
    this.#shaped = shaped;
    this.#whole = whole;
    this.#newer = newer;
    this.#older = older;
    this.state[LOGARITHM] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const shaped = this.#shaped, whole = this.#whole, newer = this.#newer, older = this.#older;
    let previous = state[LOGARITHM];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      const logarithm = Math.log(Math.max(x, 1e-10)), move = Math.abs(logarithm - previous);
      previous = logarithm;
      const total = whole.next(move),
        weighted = shaped.next(move),
        share = total === 0 ? 0 : weighted / total;
      const past = older.next(x);
      target[i] = past + (newer.next(x) - past) * share;
    }
    state[LOGARITHM] = previous;
  }
}
