import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingCovariance } from "./rolling_covariance.ts";
import { SimpleReturn } from "./simple_return.ts";

/**
 * Pearson's correlation of the last `length` changes, as shares of the value before, of two columns; 0 where one of them doesn't vary, and
 * a change after 0 is 0.
 * Column: −1 to 1; NaN for the first `length` values. `with` names the second column.
 */
export const returnCorrelation = indicator({
  name: "return_correlation",
  title: "Correlation of returns",
  category: "statistics",
  scale: "own",
  reference: "Karl Pearson, 1895",
  params: z.object({ length: z.int().min(2).max(100_000).default(30) }),
  inputs: ["source", "other"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new ReturnCorrelationKernel(length),
});

class ReturnCorrelationKernel extends Kernel {
  readonly #change: SimpleReturn;
  readonly #otherChange: SimpleReturn;
  readonly #pair: RollingCovariance;

  constructor(length: number) {
    const change = new SimpleReturn();
    const otherChange = new SimpleReturn();
    const pair = new RollingCovariance(length);
    super(0, [change, otherChange, pair]);
    this.#change = change;
    this.#otherChange = otherChange;
    this.#pair = pair;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], other = inputs[1], target = outputs[0];
    const change = this.#change, otherChange = this.#otherChange, pair = this.#pair;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || other[i] !== other[i]) {
        target[i] = NaN;
        continue;
      }
      const x = change.next(source[i]), y = otherChange.next(other[i]);
      target[i] = x === x && pair.next(x, y) ? pair.correlation : NaN;
    }
  }
}
