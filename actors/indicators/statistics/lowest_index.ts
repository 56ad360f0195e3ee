import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExtremeAge } from "./extreme_age.ts";

/**
 * Number of the bar, counted from 0, with the lowest of the last `length` values, the newest of equals (TA_MININDEX, where it depends on
 * what went before which of equals is taken). Bars without a value are not counted.
 * Column: a count; NaN for the first `length − 1` values.
 */
export const lowestIndex = indicator({
  name: "lowest_index",
  title: "Index of the lowest value",
  category: "statistics",
  scale: "own",
  reference: "TA-Lib TA_MININDEX",
  params: z.object({ length: z.int().min(2).max(100_000).default(30) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new LowestIndexKernel(length),
});

const COUNT = 0;

class LowestIndexKernel extends Kernel {
  readonly #age: ExtremeAge;

  constructor(length: number) {
    const age = new ExtremeAge(length, -1);
    super(1, [age]);
    this.#age = age;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const age = this.#age;
    let count = state[COUNT];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = count++ - age.next(source[i]);
    }
    state[COUNT] = count;
  }
}
