import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";

/**
 * Rate of change as a ratio: x(t) / x(t−`length`); 0 where the earlier value is 0 (TA_ROCR).
 * Column: 1.01 is a rise of one percent; NaN for the first `length` values.
 */
export const rocr = indicator({
  name: "rocr",
  title: "Rate of change, as a ratio",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_ROCR",
  params: z.object({
    length: z.int().min(1).max(100_000).default(10),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new RocrKernel(length),
});

class RocrKernel extends Kernel {
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
      target[i] = earlier === 0 ? 0 : x / earlier;
    }
  }
}
