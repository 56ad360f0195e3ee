import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WeightedWindow } from "../statistics/weighted_window.ts";

/**
 * Fibonacci-weighted moving average: the last `length` values with the Fibonacci numbers 1, 1, 2, 3, 5, … as weights, the newest's the
 * greatest, over their sum. It takes a product for every value of the window.
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const fwma = indicator({
  name: "fwma",
  title: "Fibonacci-weighted moving average",
  category: "overlap",
  scale: "source",
  reference: "Jesse, fwma",
  params: z.object({
    length: z.int().min(1).max(1_000).default(5),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new FwmaKernel(length),
});

class FwmaKernel extends Kernel {
  readonly #window: WeightedWindow;

  constructor(length: number) {
    const window = new WeightedWindow(fibonacciWeights(length));
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

function fibonacciWeights(length: number): number[] {
  const weights = [1, 1];
  while (weights.length < length) weights.push(weights[weights.length - 1] + weights[weights.length - 2]);
  weights.length = length;
  const sum = weights.reduce((total, weight) => total + weight);
  return weights.map((weight) => weight / sum);
}
