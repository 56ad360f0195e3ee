import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRegression } from "./rolling_regression.ts";

/**
 * Linear regression intercept: the value at the oldest of the last `length` bars of the straight line closest to their values by least
 * squares (TA_LINEARREG_INTERCEPT).
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const linearRegressionIntercept = indicator({
  name: "linear_regression_intercept",
  title: "Linear regression intercept",
  category: "statistics",
  scale: "source",
  reference: "TA-Lib TA_LINEARREG_INTERCEPT",
  params: z.object({ length: z.int().min(2).max(100_000).default(14) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new LinearRegressionInterceptKernel(length),
});

class LinearRegressionInterceptKernel extends Kernel {
  readonly #line: RollingRegression;

  constructor(length: number) {
    const line = new RollingRegression(length);
    super(0, [line]);
    this.#line = line;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const line = this.#line;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      line.next(source[i]);
      target[i] = line.at(0);
    }
  }
}
