import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "./rolling_sum.ts";

/**
 * Sum of the last `length` values (TA_SUM).
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const sum = indicator({
  name: "sum",
  title: "Sum",
  category: "statistics",
  scale: "own",
  reference: "TA-Lib TA_SUM",
  params: z.object({ length: z.int().min(1).max(100_000).default(30) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new SumKernel(length),
});

class SumKernel extends Kernel {
  readonly #total: RollingSum;

  constructor(length: number) {
    const total = new RollingSum(length);
    super(0, [total]);
    this.#total = total;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const total = this.#total;
    for (let i = from; i < to; i++) {
      target[i] = total.next(source[i]);
    }
  }
}
