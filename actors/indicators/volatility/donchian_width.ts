import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Donchian width: (upper − lower) / middle of the Donchian channel; 0 where the middle is 0.
 * Column: fraction; NaN for the first `length − 1` values.
 */
export const donchianWidth = indicator({
  name: "donchian_width",
  title: "Donchian width",
  category: "volatility",
  scale: "own",
  reference: "Richard Donchian; the width as John Bollinger takes that of his bands",
  params: z.object({ length: z.int().min(1).max(100_000).default(20) }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new DonchianWidthKernel(length),
});

class DonchianWidthKernel extends Kernel {
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
    const high = inputs[0], low = inputs[1], target = outputs[0];
    const range = this.#range;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      const upper = range.nextHighest(high[i]),
        lower = range.nextLowest(low[i]),
        middle = (upper + lower) / 2;
      target[i] = middle === 0 ? 0 : (upper - lower) / middle;
    }
  }
}
