import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Triangular moving average: the last `length` values with weights that rise by one to the middle and fall by one from there, over
 * their sum. It is the mean of means: of (`length` + 1) / 2 values twice where the length is odd, of `length` / 2 and `length` / 2 + 1
 * where it is even (TA_TRIMA).
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const trima = indicator({
  name: "trima",
  title: "Triangular moving average",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_TRIMA",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new TrimaKernel(length),
});

class TrimaKernel extends Kernel {
  readonly #inner: RollingMean;
  readonly #outer: RollingMean;

  constructor(length: number) {
    const inner = new RollingMean((length >> 1) + 1);
    const outer = new RollingMean((length + 1) >> 1);
    super(0, [inner, outer]);
    this.#inner = inner;
    this.#outer = outer;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const inner = this.#inner, outer = this.#outer;
    for (let i = from; i < to; i++) {
      target[i] = outer.next(inner.next(source[i]));
    }
  }
}
