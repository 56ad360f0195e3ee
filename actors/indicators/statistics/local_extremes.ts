import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "./delay.ts";
import { RollingRange } from "./rolling_range.ts";

/**
 * The last peak and the last trough that have been confirmed: a high above those of the `order` bars on either side of it, a low below
 * theirs. Known `order` bars after it, never earlier; until one has been confirmed, the highest high and the lowest low so far.
 * Columns: price units; NaN for the first 2·`order` values.
 */
export const localExtremes = indicator({
  name: "local_extremes",
  title: "Local extremes",
  category: "statistics",
  scale: "source",
  reference: "jesse minmax; SciPy argrelextrema",
  params: z.object({ order: z.int().min(1).max(100_000).default(3) }),
  inputs: ["high", "low"],
  outputs: ["peak", "trough"],
  warmupBars: ({ order }) => 2 * order,
  kernel: ({ order }) => new LocalExtremesKernel(order),
});

const TOP = 0, BOTTOM = 1, HAS_PEAK = 2, HAS_TROUGH = 3;

class LocalExtremesKernel extends Kernel {
  readonly #highs: Delay;
  readonly #lows: Delay;
  readonly #after: RollingRange;
  readonly #highestBefore: Delay;
  readonly #lowestBefore: Delay;

  constructor(order: number) {
    const highs = new Delay(order);
    const lows = new Delay(order);
    const after = new RollingRange(order);
    const highestBefore = new Delay(order + 1);
    const lowestBefore = new Delay(order + 1);
    super(4, [highs, lows, after, highestBefore, lowestBefore]);
    this.#highs = highs;
    this.#lows = lows;
    this.#after = after;
    this.#highestBefore = highestBefore;
    this.#lowestBefore = lowestBefore;
    this.state[TOP] = -Infinity;
    this.state[BOTTOM] = Infinity;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], peak = outputs[0], trough = outputs[1], { state } = this;
    const highs = this.#highs,
      lows = this.#lows,
      after = this.#after,
      highestBefore = this.#highestBefore,
      lowestBefore = this.#lowestBefore;
    let top = state[TOP], bottom = state[BOTTOM], hasPeak = state[HAS_PEAK], hasTrough = state[HAS_TROUGH];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        peak[i] = trough[i] = NaN;
        continue;
      }
      const middleHigh = highs.next(high[i]), middleLow = lows.next(low[i]);
      const highest = after.nextHighest(high[i]), lowest = after.nextLowest(low[i]);
      const earlierHighest = highestBefore.next(highest), earlierLowest = lowestBefore.next(lowest);
      if (middleHigh > highest && middleHigh > earlierHighest) {
        top = middleHigh;
        hasPeak = 1;
      } else if (hasPeak === 0) {
        top = Math.max(top, high[i]);
      }
      if (middleLow < lowest && middleLow < earlierLowest) {
        bottom = middleLow;
        hasTrough = 1;
      } else if (hasTrough === 0) {
        bottom = Math.min(bottom, low[i]);
      }
      const isWarm = earlierHighest === earlierHighest;
      peak[i] = isWarm ? top : NaN;
      trough[i] = isWarm ? bottom : NaN;
    }
    state[TOP] = top;
    state[BOTTOM] = bottom;
    state[HAS_PEAK] = hasPeak;
    state[HAS_TROUGH] = hasTrough;
  }
}
