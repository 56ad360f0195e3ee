import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { rescaledRangeExponent } from "./rescaled_range.ts";

/**
 * Hurst's exponent of the last `length` changes from value to value, by rescaled range: the slope of ln(R/S) on ln(size) over pieces of
 * `length`, length/2, length/4, … changes, 8 at least, without a correction for small samples; see rescaled_range.ts. 0.5 where nothing
 * moves. About 0.5 is a random walk, above it a trend that lasts, below it a return to the mean. It takes a step for every change of the
 * window and size.
 * Column: a number; NaN for the first `length` values.
 */
export const hurst = indicator({
  name: "hurst",
  title: "Hurst exponent",
  category: "statistics",
  scale: "own",
  reference:
    "H. E. Hurst, Transactions of the American Society of Civil Engineers 116, 1951; Edgar Peters, Fractal Market Analysis, 1994",
  params: z.object({ length: z.int().min(16).max(10_000).default(128) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new HurstKernel(length),
});

const PREVIOUS = 0, SLOT = 1, COUNT = 2, RING = 3;

/** The changes stand twice in the memory, so that a window is always in one piece. */
class HurstKernel extends Kernel {
  readonly #length: number;

  constructor(length: number) {
    super(RING + 2 * length);
    this.#length = length;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this, length = this.#length;
    let previous = state[PREVIOUS], slot = state[SLOT] | 0, count = state[COUNT] | 0;
    for (let i = from; i < to; i++) {
      const x = source[i], change = x - previous;
      if (x === x) previous = x;
      if (change !== change) {
        target[i] = NaN;
        continue;
      }
      state[RING + slot] = state[RING + length + slot] = change;
      if (++slot === length) slot = 0;
      if (count < length) count++;
      target[i] = count < length ? NaN : rescaledRangeExponent(state, RING + slot, length);
    }
    state[PREVIOUS] = previous;
    state[SLOT] = slot;
    state[COUNT] = count;
  }
}
