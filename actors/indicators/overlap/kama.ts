import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Kaufman's adaptive moving average. KAMA(t) = KAMA(t−1) + s²·(x(t) − KAMA(t−1)), s = ER·(2 / (fast + 1) − 2 / (slow + 1)) + 2 / (slow
 * + 1), where ER, the efficiency ratio, is |x(t) − x(t−length)| over the sum of the last `length` absolute changes, and 1 where
 * nothing has changed. It starts from the value before its first (TA_KAMA, whose `fast` is 2 and `slow` 30; Perry Kaufman, Smarter
 * Trading, 1995).
 * Column: units of the source; NaN for the first `length` values.
 */
export const kama = indicator({
  name: "kama",
  title: "Kaufman's adaptive moving average",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_KAMA; Perry Kaufman, Smarter Trading, 1995",
  params: z.object({
    length: z.int().min(1).max(100_000).default(10),
    fast: z.int().min(1).max(100_000).default(2),
    slow: z.int().min(2).max(100_000).default(30),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length, fast, slow }) => {
    if (fast >= slow) throw new LockstepError(`kama: fast ${fast} must be less than slow ${slow}.`);
    return new KamaKernel(length, fast, slow);
  },
});

const PREVIOUS = 0, VALUE = 1;

class KamaKernel extends Kernel {
  readonly #past: Delay;
  readonly #path: RollingSum;
  readonly #fastK: number;
  readonly #slowK: number;

  constructor(length: number, fast: number, slow: number) {
    const past = new Delay(length);
    const path = new RollingSum(length);
    super(2, [past, path]);
    this.#past = past;
    this.#path = path;
    this.#fastK = 2 / (fast + 1);
    this.#slowK = 2 / (slow + 1);
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const past = this.#past, path = this.#path, fastK = this.#fastK, slowK = this.#slowK;
    let previous = state[PREVIOUS], value = state[VALUE];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      const distance = Math.abs(x - past.next(x)), pathLength = path.next(Math.abs(x - previous));
      if (distance === distance) {
        const efficiency = distance < pathLength ? distance / pathLength : 1;
        const smoothing = efficiency * (fastK - slowK) + slowK;
        value += smoothing * smoothing * (x - value);
        target[i] = value;
      } else {
        value = x;
        target[i] = NaN;
      }
      previous = x;
    }
    state[PREVIOUS] = previous;
    state[VALUE] = value;
  }
}
