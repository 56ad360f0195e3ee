import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";
import { WeightedWindow } from "../statistics/weighted_window.ts";

/**
 * Relative vigor index: the mean of `length` values of close − open over that of high − low, both smoothed over four bars with weights
 * 1, 2, 2, 1 first; 0 where no bar had a range. Signal = its last four values with the same weights (John Ehlers, 2002).
 * Columns: −1 to 1; NaN for the first `length + 5` values.
 */
export const relativeVigorIndex = indicator({
  name: "relative_vigor_index",
  title: "Relative vigor index",
  category: "momentum",
  scale: "own",
  reference: "John Ehlers, Technical Analysis of Stocks & Commodities, January 2002",
  params: z.object({
    length: z.int().min(1).max(100_000).default(10),
  }),
  inputs: ["open", "high", "low", "close"],
  outputs: ["rvi", "signal"],
  warmupBars: ({ length }) => length + 5,
  kernel: ({ length }) => new RelativeVigorIndexKernel(length),
});

class RelativeVigorIndexKernel extends Kernel {
  readonly #body: WeightedWindow;
  readonly #range: WeightedWindow;
  readonly #bodies: RollingSum;
  readonly #ranges: RollingSum;
  readonly #smoothing: WeightedWindow;

  constructor(length: number) {
    const body = new WeightedWindow([1 / 6, 2 / 6, 2 / 6, 1 / 6]);
    const range = new WeightedWindow([1 / 6, 2 / 6, 2 / 6, 1 / 6]);
    const bodies = new RollingSum(length);
    const ranges = new RollingSum(length);
    const smoothing = new WeightedWindow([1 / 6, 2 / 6, 2 / 6, 1 / 6]);
    super(0, [body, range, bodies, ranges, smoothing]);
    this.#body = body;
    this.#range = range;
    this.#bodies = bodies;
    this.#ranges = ranges;
    this.#smoothing = smoothing;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const open = inputs[0],
      high = inputs[1],
      low = inputs[2],
      close = inputs[3],
      rvi = outputs[0],
      signal = outputs[1];
    const body = this.#body,
      range = this.#range,
      bodies = this.#bodies,
      ranges = this.#ranges,
      smoothing = this.#smoothing;
    for (let i = from; i < to; i++) {
      if (open[i] !== open[i] || high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        rvi[i] = signal[i] = NaN;
        continue;
      }
      const vigor = bodies.next(body.next(close[i] - open[i])),
        reach = ranges.next(range.next(high[i] - low[i]));
      const value = reach === 0 ? 0 : vigor / reach, average = smoothing.next(value);
      rvi[i] = average === average ? value : NaN;
      signal[i] = average;
    }
  }
}
