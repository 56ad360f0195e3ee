import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Awesome oscillator: the mean of the last `fast` bars' middles, (high + low) / 2, less that of the last `slow` (Bill Williams, 1998).
 * Column: price units, signed; NaN for the first `slow − 1` values.
 */
export const awesomeOscillator = indicator({
  name: "awesome_oscillator",
  title: "Awesome oscillator",
  category: "momentum",
  scale: "own",
  reference: "Bill Williams, New Trading Dimensions, 1998",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(5),
    slow: z.int().min(2).max(100_000).default(34),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: ({ slow }) => slow - 1,
  kernel: ({ fast, slow }) => {
    if (fast >= slow) {
      throw new LockstepError(`awesome_oscillator: fast ${fast} must be less than slow ${slow}.`);
    }
    return new AwesomeOscillatorKernel(fast, slow);
  },
});

class AwesomeOscillatorKernel extends Kernel {
  readonly #quick: RollingMean;
  readonly #calm: RollingMean;

  constructor(fast: number, slow: number) {
    const quick = new RollingMean(fast);
    const calm = new RollingMean(slow);
    super(0, [quick, calm]);
    this.#quick = quick;
    this.#calm = calm;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], target = outputs[0];
    const quick = this.#quick, calm = this.#calm;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      const middle = (high[i] + low[i]) / 2;
      target[i] = quick.next(middle) - calm.next(middle);
    }
  }
}
