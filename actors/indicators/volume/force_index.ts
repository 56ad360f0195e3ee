import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";

/**
 * Force index: EMA of (x − previous x)·volume, 13 bars by default; a length of 1 is the raw force (Alexander Elder, Trading for a Living,
 * 1993).
 * Column: price times volume, signed; NaN for the first `length` values.
 */
export const forceIndex = indicator({
  name: "force_index",
  title: "Elder's force index",
  category: "volume",
  scale: "own",
  reference: "Alexander Elder, Trading for a Living, 1993",
  params: z.object({ length: z.int().min(1).max(100_000).default(13) }),
  inputs: ["source", "volume"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new ForceIndexKernel(length),
});

const PREVIOUS = 0;

class ForceIndexKernel extends Kernel {
  readonly #average: ExponentialAverage;

  constructor(length: number) {
    const average = new ExponentialAverage(length);
    super(1, [average]);
    this.#average = average;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], volume = inputs[1], target = outputs[0], { state } = this;
    const average = this.#average;
    let previous = state[PREVIOUS];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = average.next((source[i] - previous) * volume[i]);
      previous = source[i];
    }
    state[PREVIOUS] = previous;
  }
}
