import { type Metric, unless } from "../metric.ts";
import { relativeEntropy } from "../returns/entropy.ts";
import { normalQuantile } from "../returns/normal_distribution.ts";
import type { Readings } from "./readings.ts";

/** Share of periods that are worse than the value at risk. */
export const TAIL_SHARE = 0.05;

/**
 * What the extremes of the returns are like. Tail ratio, common sense ratio and outliers are as empyrical and quantstats have them.
 */
export function tailFigures({ described, tails, returns, why }: Readings) {
  const { percentiles, shortfall } = tails;
  const noTailRatio = why.noReturns || (percentiles[5] === 0 && "the worst periods neither won nor lost");
  const tailRatio = Math.abs(percentiles[95] / percentiles[5]);
  return {
    skew: unless(why.noVariance, () => described.skew),
    kurtosis: unless(why.noVariance, () => described.kurtosis),
    autocorrelation: unless(why.noVariance, () => described.autocorrelation),
    varPct: unless(why.noReturns, () => 100 * percentiles[5]),
    cvarPct: unless(why.noReturns, () => 100 * shortfall),
    normalVarPct: unless(
      why.noReturns,
      () => 100 * (described.mean + normalQuantile(TAIL_SHARE) * described.deviation),
    ),
    tailRatio: unless(noTailRatio, () => tailRatio),
    commonSenseRatio: unless(
      noTailRatio || why.noLoss,
      () => described.upSum / -described.downSum * tailRatio,
    ),
    outlierGainRatio: unless(why.noGain, () => percentiles[99] / (described.upSum / described.ups)),
    outlierSetbackRatio: unless(why.noLoss, () => percentiles[1] / (described.downSum / described.downs)),
    quartileRangePct: unless(why.noReturns, () => 100 * (percentiles[75] - percentiles[25])),
    entropy: unless(why.noVariance, () => relativeEntropy(returns, described.worst, described.best)),
  } satisfies Record<string, Metric>;
}
