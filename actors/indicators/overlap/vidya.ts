import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Variable index dynamic average: V(t) = V(t−1) + 2 / (length + 1)·|CMO|·(x(t) − V(t−1)), where CMO = (rises − falls) / (rises +
 * falls), sums over the last `cmo` changes, 0 where nothing has moved. It starts from the value before its first (Chande and Kroll,
 * 1994).
 * Column: units of the source; NaN for the first `cmo` values.
 */
export const vidya = indicator({
  name: "vidya",
  title: "Variable index dynamic average",
  category: "overlap",
  scale: "source",
  reference: "Tushar Chande and Stanley Kroll, The New Technical Trader, 1994",
  params: z.object({
    length: z.int().min(1).max(100_000).default(9),
    cmo: z.int().min(1).max(100_000).default(9),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ cmo }) => cmo,
  kernel: ({ length, cmo }) => new VidyaKernel(length, cmo),
});

const PREVIOUS = 0, VALUE = 1;

class VidyaKernel extends Kernel {
  readonly #rises: RollingSum;
  readonly #falls: RollingSum;
  readonly #k: number;

  constructor(length: number, cmo: number) {
    const rises = new RollingSum(cmo);
    const falls = new RollingSum(cmo);
    super(2, [rises, falls]);
    this.#rises = rises;
    this.#falls = falls;
    this.#k = 2 / (length + 1);
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const rises = this.#rises, falls = this.#falls, k = this.#k;
    let previous = state[PREVIOUS], value = state[VALUE];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      const change = x - previous,
        up = rises.next(Math.max(change, 0)),
        down = falls.next(Math.max(-change, 0));
      previous = x;
      if (up !== up) {
        value = x;
        target[i] = NaN;
        continue;
      }
      if (up + down > 0) value += k * (Math.abs(up - down) / (up + down)) * (x - value);
      target[i] = value;
    }
    state[PREVIOUS] = previous;
    state[VALUE] = value;
  }
}
