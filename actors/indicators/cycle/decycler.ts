import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { HighPass } from "./high_pass_filter.ts";

/**
 * Simple decycler: the source less its high-pass filter with one pole, so that cycles shorter than `length` bars are gone (John Ehlers,
 * 2015). See high_pass.
 * Column: units of the source; a value from the first bar on.
 */
export const decycler = indicator({
  name: "decycler",
  title: "Decycler",
  category: "cycle",
  scale: "source",
  reference: "John Ehlers, Technical Analysis of Stocks & Commodities, September 2015",
  params: z.object({ length: z.int().min(3).max(100_000).default(125) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ length }) => new DecyclerKernel(length),
});

class DecyclerKernel extends Kernel {
  readonly #highPass: HighPass;

  constructor(length: number) {
    const highPass = new HighPass(length);
    super(0, [highPass]);
    this.#highPass = highPass;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const highPass = this.#highPass;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = source[i] - highPass.next(source[i]);
    }
  }
}
