import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { HighPassTwoPole } from "./high_pass_filter.ts";
import { SuperSmoother } from "./super_smoother_filter.ts";

/**
 * Roofing filter: a high-pass filter with two poles of `slow` bars, then a super smoother of `fast`, so that cycles between the two are
 * left (John Ehlers, 2014). See high_pass_2_pole and super_smoother.
 * Column: units of the source, signed; a value from the first bar on, swinging in over some `slow` of them. `fast` must be below `slow`.
 */
export const roofingFilter = indicator({
  name: "roofing_filter",
  title: "Roofing filter",
  category: "cycle",
  scale: "own",
  reference: "John Ehlers, Technical Analysis of Stocks & Commodities, January 2014",
  params: z.object({
    fast: z.int().min(2).max(100_000).default(10),
    slow: z.int().min(3).max(100_000).default(48),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ fast, slow }) => {
    if (fast >= slow) throw new LockstepError(`roofing_filter: fast ${fast} must be less than slow ${slow}.`);
    return new RoofingFilterKernel(fast, slow);
  },
});

class RoofingFilterKernel extends Kernel {
  readonly #highPass: HighPassTwoPole;
  readonly #smoother: SuperSmoother;

  constructor(fast: number, slow: number) {
    const highPass = new HighPassTwoPole(slow);
    const smoother = new SuperSmoother(fast);
    super(0, [highPass, smoother]);
    this.#highPass = highPass;
    this.#smoother = smoother;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const highPass = this.#highPass, smoother = this.#smoother;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = smoother.next(highPass.next(source[i]));
    }
  }
}
