import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingCovariance } from "./rolling_covariance.ts";

/**
 * Pearson's correlation of the last `length` values of two columns, 0 where one of them stands still (TA_CORREL, which rounding can lead
 * astray there).
 * Column: −1 to 1; NaN for the first `length − 1` values. `with` names the second column.
 */
export const correlation = indicator({
  name: "correlation",
  title: "Correlation",
  category: "statistics",
  scale: "own",
  reference: "TA-Lib TA_CORREL",
  params: z.object({ length: z.int().min(1).max(100_000).default(30) }),
  inputs: ["source", "other"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new CorrelationKernel(length),
});

class CorrelationKernel extends Kernel {
  readonly #pair: RollingCovariance;

  constructor(length: number) {
    const pair = new RollingCovariance(length);
    super(0, [pair]);
    this.#pair = pair;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], other = inputs[1], target = outputs[0];
    const pair = this.#pair;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || other[i] !== other[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = pair.next(source[i], other[i]) ? pair.correlation : NaN;
    }
  }
}
