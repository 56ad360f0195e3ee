import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { TrueRange } from "./true_range.ts";
import { Wilder } from "./wilder.ts";

/**
 * Average true range: Wilder's average of the true range. The first is the mean of the true ranges of values 1 to `length`, then
 * ATR(t) = ATR(t−1) + (TR(t) − ATR(t−1)) / length (TA_ATR; J. Welles Wilder, New Concepts in Technical Trading Systems, 1978).
 * Column: price units, never negative; NaN for the first `length` values.
 */
export const atr = indicator({
  name: "atr",
  title: "Average true range",
  category: "volatility",
  scale: "own",
  reference: "TA-Lib TA_ATR; J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
  params: z.object({ length: z.int().min(1).max(100_000).default(14) }),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new AtrKernel(length),
});

class AtrKernel extends Kernel {
  readonly #range: TrueRange;
  readonly #average: Wilder;

  constructor(length: number) {
    super(TrueRange.MEMORY_LENGTH + Wilder.MEMORY_LENGTH);
    this.#range = new TrueRange(this.state.subarray(0, TrueRange.MEMORY_LENGTH));
    this.#average = new Wilder(this.state.subarray(TrueRange.MEMORY_LENGTH), length);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const target = outputs[0];
    this.#range.run(inputs[0], inputs[1], inputs[2], target, from, to);
    this.#average.run(target, target, from, to);
  }
}
