import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Ultimate oscillator: 100·(4·A(short) + 2·A(medium) + A(long)) / 7, where A(n) is the sum over n bars of buying pressure, close −
 * min(low, previous close), over that of the true range, 0 where nothing has moved (TA_ULTOSC; Larry Williams, 1985).
 * Column: 0 to 100; NaN for the first `long` values. The lengths must not fall: TA-Lib sorts them, the kernel refuses.
 */
export const ultimateOscillator = indicator({
  name: "ultimate_oscillator",
  title: "Ultimate oscillator",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_ULTOSC; Larry Williams, Technical Analysis of Stocks & Commodities, August 1985",
  params: z.object({
    short: z.int().min(1).max(100_000).default(7),
    medium: z.int().min(1).max(100_000).default(14),
    long: z.int().min(1).max(100_000).default(28),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ long }) => long,
  kernel: ({ short, medium, long }) => {
    if (short > medium || medium > long) {
      throw new LockstepError(
        `ultimate_oscillator: short ${short}, medium ${medium} and long ${long} must ascend.`,
      );
    }
    return new UltimateOscillatorKernel(short, medium, long);
  },
});

const CLOSE = 0;

class UltimateOscillatorKernel extends Kernel {
  readonly #shortPressure: RollingSum;
  readonly #mediumPressure: RollingSum;
  readonly #longPressure: RollingSum;
  readonly #shortRange: RollingSum;
  readonly #mediumRange: RollingSum;
  readonly #longRange: RollingSum;

  constructor(short: number, medium: number, long: number) {
    const shortPressure = new RollingSum(short);
    const mediumPressure = new RollingSum(medium);
    const longPressure = new RollingSum(long);
    const shortRange = new RollingSum(short);
    const mediumRange = new RollingSum(medium);
    const longRange = new RollingSum(long);
    super(1, [shortPressure, mediumPressure, longPressure, shortRange, mediumRange, longRange]);
    this.#shortPressure = shortPressure;
    this.#mediumPressure = mediumPressure;
    this.#longPressure = longPressure;
    this.#shortRange = shortRange;
    this.#mediumRange = mediumRange;
    this.#longRange = longRange;
    this.state[CLOSE] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], target = outputs[0], { state } = this;
    const shortPressure = this.#shortPressure,
      mediumPressure = this.#mediumPressure,
      longPressure = this.#longPressure,
      shortRange = this.#shortRange,
      mediumRange = this.#mediumRange,
      longRange = this.#longRange;
    let previous = state[CLOSE];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      const bottom = Math.min(low[i], previous), range = Math.max(high[i], previous) - bottom;
      const pressure = close[i] - bottom;
      previous = close[i];
      target[i] = 100 * (4 * shareOf(shortPressure.next(pressure), shortRange.next(range)) +
        2 * shareOf(mediumPressure.next(pressure), mediumRange.next(range)) +
        shareOf(longPressure.next(pressure), longRange.next(range))) /
        7;
    }
    state[CLOSE] = previous;
  }
}

function shareOf(pressure: number, range: number): number {
  return range === 0 ? 0 : pressure / range;
}
