import type { Readings } from "../figures/readings.ts";
import { noDepth } from "../figures/risk_figures.ts";
import { type Metric, unless } from "../metric.ts";
import type { MetricName } from "../metric_names.ts";
import { annualGrowth } from "../returns/growth.ts";
import { quantiles } from "../returns/quantiles.ts";
import { straightness } from "../returns/straightness.ts";
import { lockstepMetrics } from "./lockstep_metrics.ts";

/**
 * Figures as PyBroker counts them, on 252 bars a year unless the input says otherwise; 1 leaves its ratios without annualising. Against
 * ours: the standard deviation of Sharpe is that of n; growth is that of the returns counted; drawdowns are those of the periods' closes;
 * the ulcer performance index is `martin`; trades that made nothing count neither as won nor in the rate; `stability` is the straightness
 * of equity rather than of its logarithm; quartiles lie halfway between two returns. Where it prints infinity, the figure is absent.
 */
export function pybrokerMetrics(readings: Readings): Record<MetricName, Metric> {
  const { input: { trades }, described, under, closes, returns, periodsPerYear: periods, why } = readings;
  const { count, mean } = described;
  const growthPct = 100 * annualGrowth(described.logGrowth, count, periods);
  const deviation = described.deviation * Math.sqrt((count - 1) / count);
  const ulcerPct = 100 * Math.sqrt(under.squares / closes.length);
  return {
    ...lockstepMetrics(readings),
    cagrPct: unless(why.noReturns, () => growthPct),
    annualReturnPct: unless(why.noReturns, () => growthPct),
    sharpe: unless(why.noVariance, () => mean / deviation * Math.sqrt(periods)),
    sortino: unless(why.noLoss, () => mean / described.downsideDeviation * Math.sqrt(periods)),
    calmar: unless(why.noReturns || noDepth(readings), () => growthPct / (-100 * under.maxDepth)),
    maxDrawdownPct: unless(why.noBars, () => 100 * under.maxDepth),
    martin: unless(why.noReturns || noDepth(readings), () => growthPct / ulcerPct),
    stability: unless(why.noVariance, () => straightness(closes)),
    quartileRangePct: unless(why.noReturns, () => 100 * midpointRange(returns)),
    winRatePct: unless(
      why.noTrades || (trades.wins + trades.losses === 0 && "no trade made or lost anything"),
      () => 100 * trades.wins / (trades.wins + trades.losses),
    ),
  };
}

/** From the lower quartile to the upper, each halfway between its two neighbours where it isn't one of the numbers. */
export function midpointRange(numbers: Float64Array): number {
  const intervals = numbers.length - 1;
  const shares = [0.25, 0.75].map((share) => {
    const place = share * intervals, k = Math.floor(place);
    return intervals === 0 ? 0 : (place === k ? k : k + 0.5) / intervals;
  });
  const [lower, upper] = quantiles(numbers.slice(), shares);
  return upper - lower;
}
