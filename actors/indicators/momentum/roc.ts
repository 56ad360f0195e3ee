import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";

/**
 * Rate of change in percent: 100·(x(t) / x(t−`length`) − 1); 0 where the earlier value is 0 (TA_ROC).
 * Column: percent; NaN for the first `length` values.
 */
export const roc = indicator({
  name: "roc",
  title: "Rate of change",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_ROC",
  params: z.object({
    length: z.int().min(1).max(100_000).default(10),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new RocKernel(length),
});

class RocKernel extends Kernel {
  readonly #past: Delay;

  constructor(length: number) {
    const past = new Delay(length);
    super(0, [past]);
    this.#past = past;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const past = this.#past;
    for (let i = from; i < to; i++) {
      const x = source[i], earlier = past.next(x);
      target[i] = earlier === 0 ? 0 : 100 * ((x - earlier) / earlier);
    }
  }
}
