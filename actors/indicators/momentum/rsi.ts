import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Relative strength index. RSI = 100·G / (G + L), where G and L are Wilder's averages of the rises and of the falls from value
 * to value: the mean of the first `length`, then G(t) = G(t−1) + (rise − G(t−1)) / length (TA_RSI; J. Welles Wilder, New Concepts
 * in Technical Trading Systems, 1978). 0 where nothing has risen or fallen yet, as in TA-Lib; no price is too small to count.
 * Column: 0 to 100; NaN for the first `length` values.
 */
export const rsi = indicator({
  name: "rsi",
  title: "Relative strength index",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_RSI; J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
  params: z.object({ length: z.int().min(2).max(100_000).default(14) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new RsiKernel(length),
});

const COUNT = 0, PREVIOUS = 1, GAIN = 2, LOSS = 3;

/** Two of Wilder's averages at once: a weight of 1 / count is the running mean, of 1 / length the smoothing that follows it. */
class RsiKernel extends Kernel {
  readonly #length: number;

  constructor(length: number) {
    super(4);
    this.#length = length;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], state = this.state, length = this.#length;
    let count = state[COUNT] | 0, previous = state[PREVIOUS], gain = state[GAIN], loss = state[LOSS];
    let weight = 1 / count;
    for (let i = from; i < to; i++) {
      const x = source[i], change = x - previous;
      if (x === x) previous = x;
      if (change !== change) {
        target[i] = NaN;
        continue;
      }
      if (count < length) weight = 1 / ++count;
      gain += weight * (Math.max(change, 0) - gain);
      loss += weight * (Math.max(-change, 0) - loss);
      if (count < length) target[i] = NaN;
      else target[i] = gain + loss === 0 ? 0 : 100 * (gain / (gain + loss));
    }
    state[COUNT] = count;
    state[PREVIOUS] = previous;
    state[GAIN] = gain;
    state[LOSS] = loss;
  }
}
