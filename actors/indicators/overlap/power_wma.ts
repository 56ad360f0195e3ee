import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WeightedWindow } from "../statistics/weighted_window.ts";

/**
 * Power-weighted moving average: the last `length` values with weights j^power, j = 1 (the oldest) to `length`, over their sum: 1 is
 * wma, 2 the squared weighted average, 0.382 the usual variable power average. It takes a product for every value of the window.
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const powerWma = indicator({
  name: "power_wma",
  title: "Power-weighted moving average",
  category: "overlap",
  scale: "source",
  reference: "Jesse, sqwma and vpwma; Everget, TradingView, Variable Power Weighted Moving Average, 2018",
  params: z.object({
    length: z.int().min(1).max(1_000).default(14),
    power: z.number().min(0).max(20).default(2),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, power }) => new PowerWmaKernel(length, power),
});

class PowerWmaKernel extends Kernel {
  readonly #window: WeightedWindow;

  constructor(length: number, power: number) {
    const window = new WeightedWindow(powerWeights(length, power));
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

function powerWeights(length: number, power: number): number[] {
  const weights = Array.from({ length }, (_, j) => ((j + 1) / length) ** power);
  const sum = weights.reduce((total, weight) => total + weight);
  return weights.map((weight) => weight / sum);
}
