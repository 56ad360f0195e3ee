import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";
import { WindowExtreme } from "../statistics/window_extreme.ts";

/**
 * Ulcer index: √(mean over `length` bars of d²), d = 100 · (x − highest x of the last `length`) / that highest, the drawdown in percent; d
 * is 0 where the highest is 0.
 * Column: percent, never negative; NaN for the first 2·`length` − 2 values.
 */
export const ulcerIndex = indicator({
  name: "ulcer_index",
  title: "Ulcer index",
  category: "volatility",
  scale: "own",
  reference: "Peter Martin and Byron McCann, The Investor's Guide to Fidelity Funds, 1989",
  params: z.object({ length: z.int().min(1).max(100_000).default(14) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => 2 * length - 2,
  kernel: ({ length }) => new UlcerIndexKernel(length),
});

class UlcerIndexKernel extends Kernel {
  readonly #highest: WindowExtreme;
  readonly #squares: RollingSum;
  readonly #length: number;

  constructor(length: number) {
    const highest = new WindowExtreme(length, 1);
    const squares = new RollingSum(length);
    super(0, [highest, squares]);
    this.#highest = highest;
    this.#squares = squares;
    this.#length = length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const highest = this.#highest, squares = this.#squares, length = this.#length;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      const top = highest.next(source[i]), drawdown = top === 0 ? 0 : 100 * ((source[i] - top) / top);
      target[i] = Math.sqrt(squares.next(drawdown * drawdown) / length);
    }
  }
}
