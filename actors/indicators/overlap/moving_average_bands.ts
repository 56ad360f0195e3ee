import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Moving average bands: the slower average ± `deviations` root mean squares of the last `fast` differences between the faster and the
 * slower one, both plain means; the middle is the faster average (Vitali Apirine, 2021, who takes exponential ones).
 * Columns: units of the source; NaN for the first `slow + fast − 2` values.
 */
export const movingAverageBands = indicator({
  name: "moving_average_bands",
  title: "Moving average bands",
  category: "overlap",
  scale: "source",
  reference: "Vitali Apirine, Technical Analysis of Stocks & Commodities, August 2021; Jesse, mab",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(10),
    slow: z.int().min(2).max(100_000).default(50),
    deviations: z.number().positive().max(100).default(1),
  }),
  inputs: ["source"],
  outputs: ["upper", "middle", "lower"],
  warmupBars: ({ fast, slow }) => slow + fast - 2,
  kernel: ({ fast, slow, deviations }) => {
    if (fast >= slow) {
      throw new LockstepError(`moving_average_bands: fast ${fast} must be less than slow ${slow}.`);
    }
    return new MovingAverageBandsKernel(fast, slow, deviations);
  },
});

class MovingAverageBandsKernel extends Kernel {
  readonly #quick: RollingMean;
  readonly #calm: RollingMean;
  readonly #squares: RollingMean;
  readonly #deviations: number;

  constructor(fast: number, slow: number, deviations: number) {
    const quick = new RollingMean(fast);
    const calm = new RollingMean(slow);
    const squares = new RollingMean(fast);
    super(0, [quick, calm, squares]);
    this.#quick = quick;
    this.#calm = calm;
    this.#squares = squares;
    this.#deviations = deviations;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], upper = outputs[0], middle = outputs[1], lower = outputs[2];
    const quick = this.#quick, calm = this.#calm, squares = this.#squares, deviations = this.#deviations;
    for (let i = from; i < to; i++) {
      const x = source[i], near = quick.next(x), far = calm.next(x), apart = near - far;
      const reach = deviations * Math.sqrt(squares.next(apart * apart));
      upper[i] = far + reach;
      middle[i] = reach === reach ? near : NaN;
      lower[i] = far - reach;
    }
  }
}
