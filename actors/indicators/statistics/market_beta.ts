import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingCovariance } from "./rolling_covariance.ts";
import { SimpleReturn } from "./simple_return.ts";

/**
 * Beta of the source to the column that `with` names, the market: covariance of their changes over the variance of the market's, changes
 * as shares of the value before, over the last `length`; 0 where the market doesn't vary.
 * Column: a ratio; NaN for the first `length` values.
 */
export const marketBeta = indicator({
  name: "market_beta",
  title: "Beta to a market",
  category: "statistics",
  scale: "own",
  reference: "William Sharpe, The Journal of Finance 19, 1964",
  params: z.object({ length: z.int().min(2).max(100_000).default(60) }),
  inputs: ["source", "other"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new MarketBetaKernel(length),
});

class MarketBetaKernel extends Kernel {
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
      if (x === x && pair.next(x, y)) target[i] = pair.yy > 0 ? pair.xy / pair.yy : 0;
      else target[i] = NaN;
    }
  }
}
