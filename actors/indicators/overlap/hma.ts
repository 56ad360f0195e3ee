import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { LinearlyWeightedAverage } from "./linearly_weighted_average.ts";

/**
 * Hull moving average: WMA of √`length` values of 2·WMA(`length` / 2) − WMA(`length`); half the length and its root are rounded down
 * (Alan Hull, 2005).
 * Column: units of the source; NaN for the first `length` + ⌊√`length`⌋ − 2 values.
 */
export const hma = indicator({
  name: "hma",
  title: "Hull moving average",
  category: "overlap",
  scale: "source",
  reference: "Alan Hull, hullmovingaverage.com, 2005",
  params: z.object({
    length: z.int().min(2).max(100_000).default(20),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length + Math.floor(Math.sqrt(length)) - 2,
  kernel: ({ length }) => new HmaKernel(length),
});

class HmaKernel extends Kernel {
  readonly #half: LinearlyWeightedAverage;
  readonly #whole: LinearlyWeightedAverage;
  readonly #smoothing: LinearlyWeightedAverage;

  constructor(length: number) {
    const half = new LinearlyWeightedAverage(length >> 1);
    const whole = new LinearlyWeightedAverage(length);
    const smoothing = new LinearlyWeightedAverage(Math.floor(Math.sqrt(length)));
    super(0, [half, whole, smoothing]);
    this.#half = half;
    this.#whole = whole;
    this.#smoothing = smoothing;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const half = this.#half, whole = this.#whole, smoothing = this.#smoothing;
    for (let i = from; i < to; i++) {
      const x = source[i];
      target[i] = smoothing.next(2 * half.next(x) - whole.next(x));
    }
  }
}
