import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRegression } from "../statistics/rolling_regression.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Center of gravity: −Σ (1 + j)·x(t − j) / Σ x(t − j), j from 0 to `length` − 1; 0 where the sum is 0 (John Ehlers, 2002).
 * Column: bars, −`length` to −1 for prices; NaN for the first `length − 1` values.
 */
export const centerOfGravity = indicator({
  name: "center_of_gravity",
  title: "Center of gravity",
  category: "cycle",
  scale: "own",
  reference: "John Ehlers, Technical Analysis of Stocks & Commodities, May 2002",
  params: z.object({ length: z.int().min(2).max(100_000).default(10) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new CenterOfGravityKernel(length),
});

class CenterOfGravityKernel extends Kernel {
  readonly #total: RollingSum;
  readonly #line: RollingRegression;
  readonly #length: number;

  constructor(length: number) {
    const total = new RollingSum(length);
    const line = new RollingRegression(length);
    super(0, [total, line]);
    this.#total = total;
    this.#line = line;
    this.#length = length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const total = this.#total, line = this.#line, length = this.#length;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      const sum = total.next(source[i]), slope = line.next(source[i]);
      // Of the line's slope s: the weights' mean is (length + 1) / 2, and Σ (weight − mean)·x = −s·(length³ − length) / 12.
      target[i] = sum === 0 ? 0 : slope * (length * (length * length - 1) / 12) / sum - (length + 1) / 2;
    }
  }
}
