import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WeightedWindow } from "../statistics/weighted_window.ts";

/**
 * Arnaud Legoux moving average: the last `length` values with weights exp(−(j − m)² / (2·s²)), j = 0 the oldest, m = offset·(length −
 * 1), s = length / sigma, over their sum (Legoux and Kouzis-Loukas, 2009). It takes a product for every value of the window.
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const alma = indicator({
  name: "alma",
  title: "Arnaud Legoux moving average",
  category: "overlap",
  scale: "source",
  reference: "Arnaud Legoux and Dimitrios Kouzis-Loukas, arnaudlegoux.com, 2009",
  params: z.object({
    length: z.int().min(1).max(1_000).default(9),
    offset: z.number().min(0).max(1).default(0.85),
    sigma: z.number().positive().max(100).default(6),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, offset, sigma }) => new AlmaKernel(length, offset, sigma),
});

class AlmaKernel extends Kernel {
  readonly #window: WeightedWindow;

  constructor(length: number, offset: number, sigma: number) {
    const window = new WeightedWindow(gaussianWeights(length, offset, sigma));
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

function gaussianWeights(length: number, offset: number, sigma: number): number[] {
  const middle = offset * (length - 1), width = length / sigma;
  const weights = Array.from({ length }, (_, j) => Math.exp(-((j - middle) ** 2) / (2 * width * width)));
  const sum = weights.reduce((total, weight) => total + weight);
  return weights.map((weight) => weight / sum);
}
