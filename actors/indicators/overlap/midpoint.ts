import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Midpoint: the middle between the highest and the lowest of the last `length` values (TA_MIDPOINT).
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const midpoint = indicator({
  name: "midpoint",
  title: "Midpoint",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_MIDPOINT",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new MidpointKernel(length),
});

class MidpointKernel extends Kernel {
  readonly #middle: RollingRange;

  constructor(length: number) {
    const middle = new RollingRange(length);
    super(0, [middle]);
    this.#middle = middle;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const middle = this.#middle;
    for (let i = from; i < to; i++) {
      target[i] = middle.nextMiddle(source[i], source[i]);
    }
  }
}
