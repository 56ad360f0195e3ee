import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Schaff trend cycle: macd = EMA(fast) − EMA(slow), each seeded with the mean of its own first values; where it stands between the
 * lowest (0) and highest (100) of its last `cycle` values, smoothed by an EMA of `smoothing`; where that stands between its own lowest
 * and highest, smoothed likewise. 0 where a window has not moved by more than rounding, 1e-13 of the price or of 100 (Doug Schaff,
 * 1999).
 * Column: 0 to 100; NaN for the first `slow` + 2·(`cycle` + `smoothing`) − 5 values.
 */
export const schaffTrendCycle = indicator({
  name: "schaff_trend_cycle",
  title: "Schaff trend cycle",
  category: "momentum",
  scale: "own",
  reference: "Doug Schaff, 1999; Jesse, stc",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(23),
    slow: z.int().min(2).max(100_000).default(50),
    cycle: z.int().min(1).max(100_000).default(10),
    smoothing: z.int().min(1).max(100_000).default(3),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ slow, cycle, smoothing }) => slow + 2 * (cycle + smoothing) - 5,
  kernel: ({ fast, slow, cycle, smoothing }) => {
    if (fast >= slow) {
      throw new LockstepError(`schaff_trend_cycle: fast ${fast} must be less than slow ${slow}.`);
    }
    return new SchaffTrendCycleKernel(fast, slow, cycle, smoothing);
  },
});

class SchaffTrendCycleKernel extends Kernel {
  readonly #quick: ExponentialAverage;
  readonly #calm: ExponentialAverage;
  readonly #macdRange: RollingRange;
  readonly #cycleRange: RollingRange;
  readonly #firstSmoothing: ExponentialAverage;
  readonly #secondSmoothing: ExponentialAverage;

  constructor(fast: number, slow: number, cycle: number, smoothing: number) {
    const quick = new ExponentialAverage(fast);
    const calm = new ExponentialAverage(slow);
    const macdRange = new RollingRange(cycle);
    const cycleRange = new RollingRange(cycle);
    const firstSmoothing = new ExponentialAverage(smoothing);
    const secondSmoothing = new ExponentialAverage(smoothing);
    super(0, [quick, calm, macdRange, cycleRange, firstSmoothing, secondSmoothing]);
    this.#quick = quick;
    this.#calm = calm;
    this.#macdRange = macdRange;
    this.#cycleRange = cycleRange;
    this.#firstSmoothing = firstSmoothing;
    this.#secondSmoothing = secondSmoothing;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const quick = this.#quick,
      calm = this.#calm,
      macdRange = this.#macdRange,
      cycleRange = this.#cycleRange,
      firstSmoothing = this.#firstSmoothing,
      secondSmoothing = this.#secondSmoothing;
    for (let i = from; i < to; i++) {
      const base = calm.next(source[i]), macd = quick.next(source[i]) - base;
      const first = firstSmoothing.next(
        positionOf(macd, macdRange.nextLowest(macd), macdRange.nextHighest(macd), base),
      );
      target[i] = secondSmoothing.next(
        positionOf(first, cycleRange.nextLowest(first), cycleRange.nextHighest(first), 100),
      );
    }
  }
}

/** Where x stands between bottom (0) and top (100); 0 where these are the same but for rounding of numbers as great as `unit`. */
function positionOf(x: number, bottom: number, top: number, unit: number): number {
  return top - bottom <= 1e-13 * Math.abs(unit) ? 0 : 100 * ((x - bottom) / (top - bottom));
}
