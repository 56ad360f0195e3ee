import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Williams %R: −100·(highest high − close) / (highest high − lowest low) over the last `length` bars, 0 where these two are the same
 * (TA_WILLR; Larry Williams, 1973).
 * Column: −100 to 0; NaN for the first `length − 1` values.
 */
export const williamsR = indicator({
  name: "williams_r",
  title: "Williams %R",
  category: "momentum",
  scale: "own",
  reference:
    "TA-Lib TA_WILLR; Larry Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973",
  params: z.object({
    length: z.int().min(2).max(100_000).default(14),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new WilliamsRKernel(length),
});

class WilliamsRKernel extends Kernel {
  readonly #range: RollingRange;

  constructor(length: number) {
    const range = new RollingRange(length);
    super(0, [range]);
    this.#range = range;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], target = outputs[0];
    const range = this.#range;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      const top = range.nextHighest(high[i]), bottom = range.nextLowest(low[i]);
      target[i] = top === bottom ? 0 : -100 * ((top - close[i]) / (top - bottom));
    }
  }
}
