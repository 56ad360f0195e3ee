import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { CompensatedSum } from "../statistics/compensated_sum.ts";

/**
 * On-balance volume: the running total of volume, added where the source rises and taken off where it falls; it begins with the first
 * bar's volume (TA_OBV; Joseph Granville, 1963).
 * Column: units of volume, signed; a value from the first bar on. Its level says nothing, its course does.
 */
export const obv = indicator({
  name: "obv",
  title: "On-balance volume",
  category: "volume",
  scale: "own",
  reference: "TA-Lib TA_OBV; Joseph Granville, Granville's New Key to Stock Market Profits, 1963",
  params: z.object({}),
  inputs: ["source", "volume"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new ObvKernel(),
});

const PREVIOUS = 0;

class ObvKernel extends Kernel {
  readonly #total: CompensatedSum;

  constructor() {
    const total = new CompensatedSum();
    super(1, [total]);
    this.#total = total;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], volume = inputs[1], target = outputs[0], { state } = this;
    const total = this.#total;
    let previous = state[PREVIOUS];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      const x = source[i], traded = volume[i];
      target[i] = total.next(x > previous || previous !== previous ? traded : x < previous ? -traded : 0);
      previous = x;
    }
    state[PREVIOUS] = previous;
  }
}
