import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * McGinley dynamic: M(t) = M(t−1) + (x(t) − M(t−1)) / (k·length·(x(t) / M(t−1))⁴), beginning with the first value (John McGinley,
 * 1997). It never goes further than the value itself, which the formula would where the value has fallen far below the average.
 * Column: units of the source; a value from the first one on.
 */
export const mcginley = indicator({
  name: "mcginley",
  title: "McGinley dynamic",
  category: "overlap",
  scale: "source",
  reference: "John McGinley, Journal of Technical Analysis 48, 1997",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
    k: z.number().positive().max(100).default(0.6),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ length, k }) => new McginleyKernel(length, k),
});

const VALUE = 0;

class McginleyKernel extends Kernel {
  readonly #divisor: number;

  constructor(length: number, k: number) {
    super(1);
    this.#divisor = k * length;
    this.state[VALUE] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const divisor = this.#divisor;
    let value = state[VALUE];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      const ratio = x / value, weight = 1 / (divisor * ratio * ratio * ratio * ratio);
      if (value === 0 || value !== value) value = x;
      else value += Math.min(1, weight) * (x - value);
      target[i] = value;
    }
    state[VALUE] = value;
  }
}
