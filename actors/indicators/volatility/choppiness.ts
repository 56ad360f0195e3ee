import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRange } from "../statistics/rolling_range.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Choppiness index: 100 · log10(Σ true range / (highest high − lowest low)) / log10(`length`), all over the last `length` bars; 100 where
 * these have no range at all (E. W. Dreiss).
 * Column: 0 (straight) to 100 (sideways), above it after gaps; NaN for the first `length` values.
 */
export const choppiness = indicator({
  name: "choppiness",
  title: "Choppiness index",
  category: "volatility",
  scale: "own",
  reference: "E. W. Dreiss, 1993",
  params: z.object({ length: z.int().min(2).max(100_000).default(14) }),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new ChoppinessKernel(length),
});

const PREVIOUS = 0;

class ChoppinessKernel extends Kernel {
  readonly #ranges: RollingSum;
  readonly #range: RollingRange;
  readonly #factor: number;

  constructor(length: number) {
    const ranges = new RollingSum(length);
    const range = new RollingRange(length);
    super(1, [ranges, range]);
    this.#ranges = ranges;
    this.#range = range;
    this.#factor = 100 / Math.log(length);
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], target = outputs[0], { state } = this;
    const ranges = this.#ranges, range = this.#range, factor = this.#factor;
    let previous = state[PREVIOUS];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      const path = ranges.next(Math.max(high[i], previous) - Math.min(low[i], previous));
      const reach = range.nextHighest(high[i]) - range.nextLowest(low[i]);
      previous = close[i];
      if (path !== path) target[i] = NaN;
      else target[i] = reach === 0 ? 100 : factor * Math.log(path / reach);
    }
    state[PREVIOUS] = previous;
  }
}
