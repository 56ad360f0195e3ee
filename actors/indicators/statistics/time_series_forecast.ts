import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRegression } from "./rolling_regression.ts";

/**
 * Time series forecast: the value one bar ahead of the straight line closest to the last `length` values by least squares (TA_TSF).
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const timeSeriesForecast = indicator({
  name: "time_series_forecast",
  title: "Time series forecast",
  category: "statistics",
  scale: "source",
  reference: "TA-Lib TA_TSF",
  params: z.object({ length: z.int().min(2).max(100_000).default(14) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new TimeSeriesForecastKernel(length),
});

class TimeSeriesForecastKernel extends Kernel {
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
      target[i] = line.at(last + 1);
    }
  }
}
