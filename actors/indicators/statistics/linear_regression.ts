import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRegression } from "./rolling_regression.ts";

/**
 * Linear regression: the value at the newest bar of the straight line closest to the last `length` values by least squares (TA_LINEARREG).
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const linearRegression = indicator({
  name: "linear_regression",
  title: "Linear regression",
  category: "statistics",
  scale: "source",
  reference: "TA-Lib TA_LINEARREG",
  params: z.object({ length: z.int().min(2).max(100_000).default(14) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new LinearRegressionKernel(length),
});

class LinearRegressionKernel extends Kernel {
  readonly #line: RollingRegression;
  readonly #last: number;

  constructor(length: number) {
    const line = new RollingRegression(length);
    super(0, [line]);
    this.#line = line;
    this.#last = length - 1;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const line = this.#line, last = this.#last;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      line.next(source[i]);
      target[i] = line.at(last);
    }
  }
}
