import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Simple moving average: the mean of the last `length` values.
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const sma = indicator({
  name: "sma",
  title: "Simple moving average",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_SMA",
  params: z.object({ length: z.int().min(1).max(100_000).default(20) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new SmaKernel(length),
});

const COUNT = 0, SLOT = 1, SUM = 2, FRESH = 3, RING = 4;

/**
 * A running sum over a ring. Adding and subtracting for ever lets rounding errors pile up, so a second sum is built from scratch
 * while the ring fills once around and takes over when it is full: two additions a bar, and never more than one round of drift.
 */
class SmaKernel extends Kernel {
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
    let count = state[COUNT], slot = state[SLOT], sum = state[SUM], fresh = state[FRESH];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      sum += x - state[RING + slot];
      fresh += x;
      state[RING + slot] = x;
      if (++slot === length) {
        slot = 0;
        sum = fresh;
        fresh = 0;
      }
      if (count < length) count++;
      target[i] = count === length ? sum / length : NaN;
    }
    state[COUNT] = count;
    state[SLOT] = slot;
    state[SUM] = sum;
    state[FRESH] = fresh;
  }
}
