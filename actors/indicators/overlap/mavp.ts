import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { VariableSum } from "./variable_sum.ts";

/**
 * Moving average of variable length: the mean of the last n values, where n is the value of the second column (`with`), its fraction
 * cut off, at least `shortest` and at most `longest` (TA_MAVP with a simple average).
 * Column: units of the source; NaN for the first `longest − 1` values.
 */
export const mavp = indicator({
  name: "mavp",
  title: "Moving average of variable length",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_MAVP",
  params: z.object({
    shortest: z.int().min(1).max(100_000).default(2),
    longest: z.int().min(1).max(100_000).default(30),
  }),
  inputs: ["source", "other"],
  outputs: ["value"],
  warmupBars: ({ longest }) => longest - 1,
  kernel: ({ shortest, longest }) => {
    if (shortest > longest) {
      throw new LockstepError(`mavp: shortest ${shortest} must not be greater than longest ${longest}.`);
    }
    return new MavpKernel(shortest, longest);
  },
});

class MavpKernel extends Kernel {
  readonly #sums: VariableSum;
  readonly #shortest: number;
  readonly #longest: number;

  constructor(shortest: number, longest: number) {
    const sums = new VariableSum(longest);
    super(0, [sums]);
    this.#sums = sums;
    this.#shortest = shortest;
    this.#longest = longest;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], other = inputs[1], target = outputs[0];
    const sums = this.#sums, shortest = this.#shortest, longest = this.#longest;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || other[i] !== other[i]) {
        target[i] = NaN;
        continue;
      }
      const length = Math.min(longest, Math.max(shortest, Math.trunc(other[i])));
      target[i] = sums.next(source[i], length) / length;
    }
  }
}
