import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";

/**
 * Jsa moving average: (x(t) + x(t−`length`)) / 2.
 * Column: units of the source; NaN for the first `length` values.
 */
export const jsa = indicator({
  name: "jsa",
  title: "Jsa moving average",
  category: "overlap",
  scale: "source",
  reference: "Jesse, jsa",
  params: z.object({
    length: z.int().min(1).max(100_000).default(30),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new JsaKernel(length),
});

class JsaKernel extends Kernel {
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
      const x = source[i];
      target[i] = (x + past.next(x)) / 2;
    }
  }
}
