import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WindowExtreme } from "./window_extreme.ts";

/**
 * Lowest and highest of the last `length` values (TA_MINMAX).
 * Columns: units of the source; NaN for the first `length − 1` values.
 */
export const minMax = indicator({
  name: "min_max",
  title: "Lowest and highest value",
  category: "statistics",
  scale: "source",
  reference: "TA-Lib TA_MINMAX",
  params: z.object({ length: z.int().min(1).max(100_000).default(30) }),
  inputs: ["source"],
  outputs: ["lowest", "highest"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new MinMaxKernel(length),
});

class MinMaxKernel extends Kernel {
  readonly #bottom: WindowExtreme;
  readonly #top: WindowExtreme;

  constructor(length: number) {
    const bottom = new WindowExtreme(length, -1);
    const top = new WindowExtreme(length, 1);
    super(0, [bottom, top]);
    this.#bottom = bottom;
    this.#top = top;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], lowest = outputs[0], highest = outputs[1];
    const bottom = this.#bottom, top = this.#top;
    for (let i = from; i < to; i++) {
      lowest[i] = bottom.next(source[i]);
      highest[i] = top.next(source[i]);
    }
  }
}
