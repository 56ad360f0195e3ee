import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { HighPassTwoPole } from "./high_pass_filter.ts";

/**
 * High-pass filter with two poles: H(t) = (1 − a/2)²·(x(t) − 2·x(t−1) + x(t−2)) + 2·(1 − a)·H(t−1) − (1 − a)²·H(t−2), a = 1 + (sin w − 1)
 * / cos w, w = 0.707·2π / length; 0 for the first two bars (John Ehlers, 2013).
 * Column: units of the source, signed; a value from the first bar on, swinging in over some `length` of them.
 */
export const highPass2Pole = indicator({
  name: "high_pass_2_pole",
  title: "High-pass filter with two poles",
  category: "cycle",
  scale: "own",
  reference: "John Ehlers, Cycle Analytics for Traders, 2013",
  params: z.object({ length: z.int().min(3).max(100_000).default(48) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ length }) => new HighPass2PoleKernel(length),
});

class HighPass2PoleKernel extends Kernel {
  readonly #filter: HighPassTwoPole;

  constructor(length: number) {
    const filter = new HighPassTwoPole(length);
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
