import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Efficiency ratio: |x(t) − x(t−`length`)| over the sum of the last `length` absolute changes; 0 where nothing has moved (Perry
 * Kaufman, 1995).
 * Column: 0 to 1; NaN for the first `length` values.
 */
export const efficiencyRatio = indicator({
  name: "efficiency_ratio",
  title: "Efficiency ratio",
  category: "momentum",
  scale: "own",
  reference: "Perry Kaufman, Smarter Trading, 1995",
  params: z.object({
    length: z.int().min(1).max(100_000).default(10),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new EfficiencyRatioKernel(length),
});

const PREVIOUS = 0;

class EfficiencyRatioKernel extends Kernel {
  readonly #past: Delay;
  readonly #path: RollingSum;

  constructor(length: number) {
    const past = new Delay(length);
    const path = new RollingSum(length);
    super(1, [past, path]);
    this.#past = past;
    this.#path = path;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const past = this.#past, path = this.#path;
    let previous = state[PREVIOUS];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      const distance = Math.abs(x - past.next(x)), pathLength = path.next(Math.abs(x - previous));
      target[i] = pathLength === 0 ? 0 : Math.min(1, distance / pathLength);
      previous = x;
    }
    state[PREVIOUS] = previous;
  }
}
