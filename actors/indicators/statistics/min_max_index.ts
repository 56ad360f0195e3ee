import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExtremeAge } from "./extreme_age.ts";

/**
 * Numbers of the bars, counted from 0, with the lowest and the highest of the last `length` values, the newest of equals (TA_MINMAXINDEX,
 * where it depends on what went before which of equals is taken). Bars without a value are not counted.
 * Columns: counts; NaN for the first `length − 1` values.
 */
export const minMaxIndex = indicator({
  name: "min_max_index",
  title: "Indices of the lowest and highest value",
  category: "statistics",
  scale: "own",
  reference: "TA-Lib TA_MINMAXINDEX",
  params: z.object({ length: z.int().min(2).max(100_000).default(30) }),
  inputs: ["source"],
  outputs: ["lowest", "highest"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new MinMaxIndexKernel(length),
});

const COUNT = 0;

class MinMaxIndexKernel extends Kernel {
  readonly #bottomAge: ExtremeAge;
  readonly #topAge: ExtremeAge;

  constructor(length: number) {
    const bottomAge = new ExtremeAge(length, -1);
    const topAge = new ExtremeAge(length, 1);
    super(1, [bottomAge, topAge]);
    this.#bottomAge = bottomAge;
    this.#topAge = topAge;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], lowest = outputs[0], highest = outputs[1], { state } = this;
    const bottomAge = this.#bottomAge, topAge = this.#topAge;
    let count = state[COUNT];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        lowest[i] = highest[i] = NaN;
        continue;
      }
      lowest[i] = count - bottomAge.next(source[i]);
      highest[i] = count++ - topAge.next(source[i]);
    }
    state[COUNT] = count;
  }
}
