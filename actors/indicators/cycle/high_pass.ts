import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { HighPass } from "./high_pass_filter.ts";

/**
 * High-pass filter with one pole: what moves slower than `length` bars a cycle is taken away. H(t) = (1 − a/2)·(x(t) − x(t−1)) + (1 −
 * a)·H(t−1), a = 1 + (sin w − 1) / cos w, w = 2π / length, beginning at 0 (John Ehlers, 2013).
 * Column: units of the source, signed; a value from the first bar on, swinging in over some `length` of them.
 */
export const highPass = indicator({
  name: "high_pass",
  title: "High-pass filter",
  category: "cycle",
  scale: "own",
  reference: "John Ehlers, Cycle Analytics for Traders, 2013",
  params: z.object({ length: z.int().min(3).max(100_000).default(48) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ length }) => new HighPassKernel(length),
});

class HighPassKernel extends Kernel {
  readonly #filter: HighPass;

  constructor(length: number) {
    const filter = new HighPass(length);
    super(0, [filter]);
    this.#filter = filter;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const filter = this.#filter;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = filter.next(source[i]);
    }
  }
}
