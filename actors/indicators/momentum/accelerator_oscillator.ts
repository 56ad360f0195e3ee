import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Accelerator oscillator: the awesome oscillator less its own mean of the last `signal` values (Bill Williams, 1998).
 * Column: price units, signed; NaN for the first `slow + signal − 2` values.
 */
export const acceleratorOscillator = indicator({
  name: "accelerator_oscillator",
  title: "Accelerator oscillator",
  category: "momentum",
  scale: "own",
  reference: "Bill Williams, New Trading Dimensions, 1998",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(5),
    slow: z.int().min(2).max(100_000).default(34),
    signal: z.int().min(1).max(100_000).default(5),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: ({ slow, signal }) => slow + signal - 2,
  kernel: ({ fast, slow, signal }) => {
    if (fast >= slow) {
      throw new LockstepError(`accelerator_oscillator: fast ${fast} must be less than slow ${slow}.`);
    }
    return new AcceleratorOscillatorKernel(fast, slow, signal);
  },
});

class AcceleratorOscillatorKernel extends Kernel {
  readonly #quick: RollingMean;
  readonly #calm: RollingMean;
  readonly #smoothing: RollingMean;

  constructor(fast: number, slow: number, signal: number) {
    const quick = new RollingMean(fast);
    const calm = new RollingMean(slow);
    const smoothing = new RollingMean(signal);
    super(0, [quick, calm, smoothing]);
    this.#quick = quick;
    this.#calm = calm;
    this.#smoothing = smoothing;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], target = outputs[0];
    const quick = this.#quick, calm = this.#calm, smoothing = this.#smoothing;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      const middle = (high[i] + low[i]) / 2, awesome = quick.next(middle) - calm.next(middle);
      target[i] = awesome - smoothing.next(awesome);
    }
  }
}
