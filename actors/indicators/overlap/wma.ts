import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Weighted moving average: the last `length` values with weights 1 (the oldest) to `length` (the newest), over
 * length·(length + 1) / 2 (TA_WMA).
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const wma = indicator({
  name: "wma",
  title: "Weighted moving average",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_WMA",
  params: z.object({ length: z.int().min(1).max(100_000).default(20) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new WmaKernel(length),
});

const COUNT = 0, SLOT = 1, SUM = 2, WEIGHTED = 3, FRESH_SUM = 4, FRESH_WEIGHTED = 5, RING = 6;

/**
 * A step of the window takes one from every weight, which is the plain sum of what was in it, and adds the newest value
 * `length` times. Both sums are built afresh while the ring fills once around, as in SMA, so that rounding does not pile up.
 */
class WmaKernel extends Kernel {
  readonly #length: number;

  constructor(length: number) {
    super(RING + length);
    this.#length = length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], state = this.state, length = this.#length;
    const weightSum = length * (length + 1) / 2;
    let count = state[COUNT], slot = state[SLOT] | 0, sum = state[SUM], weighted = state[WEIGHTED];
    let freshSum = state[FRESH_SUM], freshWeighted = state[FRESH_WEIGHTED];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      weighted += length * x - sum;
      sum += x - state[RING + slot];
      state[RING + slot] = x;
      slot++;
      freshSum += x;
      freshWeighted += slot * x;
      if (slot === length) {
        slot = 0;
        sum = freshSum;
        weighted = freshWeighted;
        freshSum = 0;
        freshWeighted = 0;
      }
      if (count < length) count++;
      target[i] = count === length ? weighted / weightSum : NaN;
    }
    state[COUNT] = count;
    state[SLOT] = slot;
    state[SUM] = sum;
    state[WEIGHTED] = weighted;
    state[FRESH_SUM] = freshSum;
    state[FRESH_WEIGHTED] = freshWeighted;
  }
}
