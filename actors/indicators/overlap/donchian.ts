import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingExtreme } from "../statistics/rolling_extreme.ts";

/**
 * Donchian channel: the highest high and the lowest low of the last `length` bars, the newest included, and the middle between
 * them, (upper + lower) / 2 (Richard Donchian; TA_MAX of the highs, TA_MIN of the lows). A breakout is a close beyond the
 * *previous* bar's channel.
 * Columns: price units; NaN for the first `length − 1` values.
 */
export const donchian = indicator({
  name: "donchian",
  title: "Donchian channel",
  category: "overlap",
  scale: "source",
  reference: "Richard Donchian; Curtis Faith, Way of the Turtle, 2007",
  params: z.object({ length: z.int().min(1).max(100_000).default(20) }),
  inputs: ["high", "low"],
  outputs: ["upper", "middle", "lower"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new DonchianKernel(length),
});

class DonchianKernel extends Kernel {
  readonly #upper: RollingExtreme;
  readonly #lower: RollingExtreme;

  constructor(length: number) {
    const memoryLength = RollingExtreme.memoryLength(length);
    super(2 * memoryLength);
    this.#upper = new RollingExtreme(this.state.subarray(0, memoryLength), length, 1);
    this.#lower = new RollingExtreme(this.state.subarray(memoryLength), length, -1);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], upper = outputs[0], middle = outputs[1], lower = outputs[2];
    for (let i = from; i < to; i++) {
      const isGap = high[i] !== high[i] || low[i] !== low[i]; // neither side may remember a bar that is half there
      upper[i] = isGap ? NaN : high[i];
      lower[i] = isGap ? NaN : low[i];
    }
    this.#upper.run(upper, upper, from, to);
    this.#lower.run(lower, lower, from, to);
    for (let i = from; i < to; i++) middle[i] = (upper[i] + lower[i]) / 2;
  }
}
