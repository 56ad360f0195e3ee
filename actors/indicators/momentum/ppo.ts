import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";

/**
 * Percentage price oscillator: 100·(EMA(fast) − EMA(slow)) / EMA(slow), 0 where the slow average is 0, each average seeded with the
 * mean of its own first values (TA_PPO with exponential averages, its default since 0.8).
 * Column: percent; NaN for the first `slow − 1` values. `fast` must be below `slow`: TA-Lib swaps them, the kernel refuses.
 */
export const ppo = indicator({
  name: "ppo",
  title: "Percentage price oscillator",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_PPO",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(12),
    slow: z.int().min(2).max(100_000).default(26),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ slow }) => slow - 1,
  kernel: ({ fast, slow }) => {
    if (fast >= slow) throw new LockstepError(`ppo: fast ${fast} must be less than slow ${slow}.`);
    return new PpoKernel(fast, slow);
  },
});

class PpoKernel extends Kernel {
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
      const x = source[i], base = calm.next(x), difference = quick.next(x) - base;
      target[i] = base === 0 ? 0 : 100 * (difference / base);
    }
  }
}
