import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingCovariance } from "./rolling_covariance.ts";
import { SimpleReturn } from "./simple_return.ts";

/**
 * Slope of the second column's changes on the first one's, both as shares of the value before, over the last `length`: covariance /
 * variance of the first column's changes; 0 where those don't vary (TA_BETA). TA-Lib calls the first column the stock and the second the
 * index, but takes the first for the index: give the market as `of` and the stock as `with`, or see `market_beta`.
 * Column: a ratio; NaN for the first `length` values. `with` names the second column.
 */
export const beta = indicator({
  name: "beta",
  title: "Beta",
  category: "statistics",
  scale: "own",
  reference: "TA-Lib TA_BETA",
  params: z.object({ length: z.int().min(1).max(100_000).default(5) }),
  inputs: ["source", "other"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new BetaKernel(length),
});

/** Slope of the second input's changes on the first one's. */
export class BetaKernel extends Kernel {
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
      if (x === x && pair.next(x, y)) target[i] = pair.xx > 0 ? pair.xy / pair.xx : 0;
      else target[i] = NaN;
    }
  }
}
