import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WeightedWindow } from "../statistics/weighted_window.ts";

/**
 * Sine-weighted moving average: the last `length` values with weights sin(π·j / (length + 1)), j = 1 to `length`, over their sum: the
 * middle of the window weighs most. It takes a product for every value of the window.
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const sineWma = indicator({
  name: "sine_wma",
  title: "Sine-weighted moving average",
  category: "overlap",
  scale: "source",
  reference: "Everget, TradingView, Sine-Weighted Moving Average, 2018",
  params: z.object({
    length: z.int().min(1).max(1_000).default(14),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new SineWmaKernel(length),
});

class SineWmaKernel extends Kernel {
  readonly #window: WeightedWindow;

  constructor(length: number) {
    const window = new WeightedWindow(sineWeights(length));
    super(0, [window]);
    this.#window = window;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const window = this.#window;
    for (let i = from; i < to; i++) {
      target[i] = window.next(source[i]);
    }
  }
}

function sineWeights(length: number): number[] {
  const weights = Array.from({ length }, (_, j) => Math.sin(Math.PI * (j + 1) / (length + 1)));
  const sum = weights.reduce((total, weight) => total + weight);
  return weights.map((weight) => weight / sum);
}
