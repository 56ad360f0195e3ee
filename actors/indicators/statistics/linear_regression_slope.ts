import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRegression } from "./rolling_regression.ts";

/**
 * Slope, a bar, of the straight line closest to the last `length` values by least squares (TA_LINEARREG_SLOPE).
 * Column: units of the source a bar, exactly 0 where the window is flat; NaN for the first `length − 1` values.
 */
export const linearRegressionSlope = indicator({
  name: "linear_regression_slope",
  title: "Linear regression slope",
  category: "statistics",
  scale: "own",
  reference: "TA-Lib TA_LINEARREG_SLOPE",
  params: z.object({ length: z.int().min(2).max(100_000).default(14) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new LinearRegressionSlopeKernel(length),
});

class LinearRegressionSlopeKernel extends Kernel {
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
      target[i] = line.next(source[i]);
    }
  }
}
