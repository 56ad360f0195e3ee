import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { SortedWindow } from "./sorted_window.ts";

/**
 * Percent rank: percent of the `length` values before this one that are not above it.
 * Column: 0 to 100; NaN for the first `length` values.
 */
export const percentRank = indicator({
  name: "percent_rank",
  title: "Percent rank",
  category: "statistics",
  scale: "own",
  reference: "TradingView ta.percentrank",
  params: z.object({ length: z.int().min(1).max(10_000).default(100) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new PercentRankKernel(length),
});

class PercentRankKernel extends Kernel {
  readonly #window: SortedWindow;
  readonly #length: number;

  constructor(length: number) {
    const window = new SortedWindow(length);
    super(0, [window]);
    this.#window = window;
    this.#length = length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const window = this.#window, length = this.#length;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = window.count < length ? NaN : 100 * window.countUpTo(source[i]) / length;
      window.push(source[i]);
    }
  }
}
