import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingExtreme } from "./rolling_extreme.ts";

/**
 * Lowest of the last `length` values, the newest included (TA_MIN).
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const lowest = indicator({
  name: "lowest",
  title: "Lowest value",
  category: "statistics",
  scale: "source",
  reference: "TA-Lib TA_MIN",
  params: z.object({ length: z.int().min(1).max(100_000).default(20) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new LowestKernel(length),
});

class LowestKernel extends Kernel {
  readonly #extreme: RollingExtreme;

  constructor(length: number) {
    super(RollingExtreme.memoryLength(length));
    this.#extreme = new RollingExtreme(this.state, length, -1);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    this.#extreme.run(inputs[0], outputs[0], from, to);
  }
}
