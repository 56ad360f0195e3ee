import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { CompensatedSum } from "../statistics/compensated_sum.ts";
import { SimpleReturn } from "../statistics/simple_return.ts";

/**
 * Volume price trend: the running total of volume · (x − previous x) / previous x, beginning at 0; nothing is added after an x of 0.
 * Column: units of volume, signed; a value from the first bar on. Its level says nothing, its course does.
 */
export const vpt = indicator({
  name: "vpt",
  title: "Volume price trend",
  category: "volume",
  scale: "own",
  reference: "David Markstein, How to Chart Your Way to Stock Market Profits, 1966",
  params: z.object({}),
  inputs: ["source", "volume"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new VptKernel(),
});

const COUNT = 0;

class VptKernel extends Kernel {
  readonly #change: SimpleReturn;
  readonly #total: CompensatedSum;

  constructor() {
    const change = new SimpleReturn();
    const total = new CompensatedSum();
    super(1, [change, total]);
    this.#change = change;
    this.#total = total;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], volume = inputs[1], target = outputs[0], { state } = this;
    const change = this.#change, total = this.#total;
    let count = state[COUNT];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      const share = change.next(source[i]);
      target[i] = total.next(count === 0 ? 0 : volume[i] * share);
      count = 1;
    }
    state[COUNT] = count;
  }
}
