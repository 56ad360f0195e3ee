import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Midprice: the middle between the highest high and the lowest low of the last `length` bars (TA_MIDPRICE).
 * Column: price units; NaN for the first `length − 1` values.
 */
export const midprice = indicator({
  name: "midprice",
  title: "Midprice",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_MIDPRICE",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new MidpriceKernel(length),
});

class MidpriceKernel extends Kernel {
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
    const high = inputs[0], low = inputs[1], target = outputs[0];
    const middle = this.#middle;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = middle.nextMiddle(high[i], low[i]);
    }
  }
}
