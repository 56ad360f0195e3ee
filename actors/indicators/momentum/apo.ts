import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";

/**
 * Absolute price oscillator: EMA(fast) − EMA(slow), each seeded with the mean of its own first values, other than in macd (TA_APO with
 * exponential averages, its default since 0.8).
 * Column: units of the source, signed; NaN for the first `slow − 1` values. `fast` must be below `slow`: TA-Lib swaps them, the kernel
 * refuses.
 */
export const apo = indicator({
  name: "apo",
  title: "Absolute price oscillator",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_APO",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(12),
    slow: z.int().min(2).max(100_000).default(26),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ slow }) => slow - 1,
  kernel: ({ fast, slow }) => {
    if (fast >= slow) throw new LockstepError(`apo: fast ${fast} must be less than slow ${slow}.`);
    return new ApoKernel(fast, slow);
  },
});

class ApoKernel extends Kernel {
  readonly #quick: ExponentialAverage;
  readonly #calm: ExponentialAverage;

  constructor(fast: number, slow: number) {
    const quick = new ExponentialAverage(fast);
    const calm = new ExponentialAverage(slow);
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
    const source = inputs[0], target = outputs[0];
    const quick = this.#quick, calm = this.#calm;
    for (let i = from; i < to; i++) {
      const x = source[i];
      target[i] = quick.next(x) - calm.next(x);
    }
  }
}
