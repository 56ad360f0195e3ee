import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Fisher transform of the bars' middles m = (high + low) / 2: p = 0.66·(where m stands between the lowest, 0, and the highest, 1, of
 * the last `length` − 0.5) + 0.67·p', held at ±0.999 beyond ±0.99; fisher = ½·ln((1 + p) / (1 − p)) + ½·fisher'; signal = fisher',
 * where ' is the bar before, 0 at first. Where m has not moved, it stands in the middle (John Ehlers, 2002).
 * Columns: usually within ±5; NaN for the first `length − 1` values.
 */
export const fisherTransform = indicator({
  name: "fisher_transform",
  title: "Fisher transform",
  category: "momentum",
  scale: "own",
  reference:
    "John Ehlers, Technical Analysis of Stocks & Commodities, November 2002; Tulip Indicators, fisher",
  params: z.object({
    length: z.int().min(1).max(100_000).default(9),
  }),
  inputs: ["high", "low"],
  outputs: ["fisher", "signal"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new FisherTransformKernel(length),
});

const POSITION = 0, FISHER = 1;

class FisherTransformKernel extends Kernel {
  readonly #range: RollingRange;

  constructor(length: number) {
    const range = new RollingRange(length);
    super(2, [range]);
    this.#range = range;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], fisher = outputs[0], signal = outputs[1], { state } = this;
    const range = this.#range;
    let position = state[POSITION], last = state[FISHER];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        fisher[i] = signal[i] = NaN;
        continue;
      }
      const middle = (high[i] + low[i]) / 2,
        top = range.nextHighest(middle),
        bottom = range.nextLowest(middle);
      if (top !== top) {
        fisher[i] = signal[i] = NaN;
        continue;
      }
      position = 0.66 * (top === bottom ? 0 : (middle - bottom) / (top - bottom) - 0.5) + 0.67 * position;
      if (position > 0.99) position = 0.999;
      else if (position < -0.99) position = -0.999;
      signal[i] = last;
      fisher[i] = last = 0.5 * Math.log((1 + position) / (1 - position)) + 0.5 * last;
    }
    state[POSITION] = position;
    state[FISHER] = last;
  }
}
