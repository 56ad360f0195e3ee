import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { BetaKernel } from "./beta.ts";

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
  inputs: ["other", "source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new BetaKernel(length),
});
