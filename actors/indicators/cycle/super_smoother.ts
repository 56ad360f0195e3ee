import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { SuperSmoother } from "./super_smoother_filter.ts";

/**
 * Super smoother with two poles: what moves faster than `length` bars a cycle is taken away. S(t) = (1 + a² − b) / 2 · (x(t) + x(t−1)) +
 * b·S(t−1) − a²·S(t−2), a = e^(−1.414·π / length), b = 2·a·cos(1.414·π / length); the first two values are those of the source (John
 * Ehlers, 2013).
 * Column: units of the source; a value from the first bar on, swinging in over some `length` of them.
 */
export const superSmoother = indicator({
  name: "super_smoother",
  title: "Super smoother",
  category: "cycle",
  scale: "source",
  reference: "John Ehlers, Cycle Analytics for Traders, 2013",
  params: z.object({ length: z.int().min(2).max(100_000).default(10) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ length }) => new SuperSmootherKernel(length),
});

class SuperSmootherKernel extends Kernel {
  readonly #smoother: SuperSmoother;

  constructor(length: number) {
    const smoother = new SuperSmoother(length);
    super(0, [smoother]);
    this.#smoother = smoother;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const smoother = this.#smoother;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = smoother.next(source[i]);
    }
  }
}
