import { describedFrom, type Readings } from "../figures/readings.ts";
import { noDepth } from "../figures/risk_figures.ts";
import { absent, type Metric, unless } from "../metric.ts";
import type { MetricName } from "../metric_names.ts";
import { annualGrowth } from "../returns/growth.ts";
import { normalDensity, normalQuantile } from "../returns/normal_distribution.ts";
import { sampleKurtosis, sampleSkew } from "../returns/period_returns.ts";
import { probabilisticSharpe } from "../returns/sharpe_confidence.ts";
import { empyricalMetrics } from "./empyrical_metrics.ts";
import { tooFew } from "./vectorbt_metrics.ts";

const TAIL_SHARE = 0.05;

/**
 * Figures as quantstats counts them, on 252 days a year unless the input says otherwise. It knows no trades: what it calls a win rate
 * is `positivePeriodsPct` here, of the periods that moved. Against ours: the risk-free rate is taken from each return by its geometric
 * part; growth is that of the returns counted; value at risk and shortfall are those of a normal distribution; skew and kurtosis are
 * estimates for the population; the ulcer index divides by n − 1; its performance index (`martin`) and Treynor have the whole return on
 * top; recovery has the sum of the returns; exposure is the share of periods that moved, rounded up to whole percents.
 */
export function quantstatsMetrics(readings: Readings): Record<MetricName, Metric> {
  const { input: { riskFreePct = 0 }, described, under, periodsPerYear: periods, why } = readings;
  const { count } = described;
  const growthPct = 100 * annualGrowth(described.logGrowth, count, periods);
  const riskFree = (1 + riskFreePct / 100) ** (1 / periods) - 1;
  const excess = described.mean - riskFree, downside = describedFrom(readings, riskFree);
  const noDownside = why.noReturns || (downside.losses === 0 && "no period fell short of the risk-free rate");
  const moved = described.ups + described.downs, sum = described.upSum + described.downSum;
  const total = Math.expm1(described.logGrowth) - riskFreePct / 100;
  const ulcer = Math.sqrt(under.squares / (count - 1));
  const noMove = why.noReturns || (moved === 0 && "returns never varied");
  return {
    ...empyricalMetrics(readings),
    cagrPct: unless(why.noReturns, () => growthPct),
    annualReturnPct: unless(why.noReturns, () => growthPct),
    averageReturnPct: unless(noMove, () => 100 * sum / moved),
    positivePeriodsPct: unless(noMove, () => 100 * described.ups / moved),
    exposurePct: unless(why.noReturns, () => Math.ceil(100 * moved / count)),
    sharpe: unless(why.noVariance, () => excess / described.deviation * Math.sqrt(periods)),
    sortino: unless(noDownside, () => excess / downside.downsideDeviation * Math.sqrt(periods)),
    omega: unless(noDownside, () => downside.gains / -downside.losses),
    calmar: unless(why.noReturns || noDepth(readings), () => growthPct / (-100 * under.maxDepth)),
    recoveryFactor: unless(
      why.noReturns || noDepth(readings),
      () => Math.abs(sum - riskFreePct / 100) / -under.maxDepth,
    ),
    ulcerIndexPct: unless(why.noReturns, () => 100 * ulcer),
    martin: unless(why.noReturns || noDepth(readings), () => total / ulcer),
    skew: unless(why.noVariance || tooFew(count, 3), () => sampleSkew(described)),
    kurtosis: unless(why.noVariance || tooFew(count, 4), () => sampleKurtosis(described)),
    varPct: unless(
      why.noReturns,
      () => 100 * (described.mean + normalQuantile(TAIL_SHARE) * described.deviation),
    ),
    cvarPct: unless(why.noReturns, () => {
      const density = normalDensity(normalQuantile(TAIL_SHARE));
      return 100 * (described.mean - density / TAIL_SHARE * described.deviation);
    }),
    outlierGainRatio: unless(
      why.noGain,
      () => readings.tails.percentiles[99] / (described.upSum / (count - described.downs)),
    ),
    probabilisticSharpePct: unless(why.noVariance || tooFew(count, 4), () => {
      const sharpe = excess / described.deviation;
      const chance = probabilisticSharpe({
        sharpe,
        count,
        skew: sampleSkew(described),
        kurtosis: sampleKurtosis(described),
      });
      return 100 * chance;
    }),
    ...benchmarkOf(readings, total),
  };
}

function benchmarkOf({ benchmark, described, periodsPerYear: periods, why }: Readings, total: number) {
  if (why.noBenchmark || benchmark === undefined) {
    const reason = absent(why.noBenchmark || "no market to compare with");
    return { benchmarkAlphaPct: reason, treynorPct: reason };
  }
  const { beta, mean, deviation } = benchmark.relation;
  const noMarket = !(deviation > 0) && "the market stood still";
  return {
    benchmarkAlphaPct: unless(noMarket, () => 100 * (described.mean - beta * mean) * periods),
    treynorPct: beta === 0
      ? absent("it didn't move with the market")
      : unless(noMarket, () => 100 * total / beta),
  };
}
