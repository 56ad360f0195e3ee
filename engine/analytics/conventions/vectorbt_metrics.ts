import { DAY_MS } from "../daily_equity.ts";
import type { Readings } from "../figures/readings.ts";
import { noDepth } from "../figures/risk_figures.ts";
import { type Metric, unless } from "../metric.ts";
import type { MetricName } from "../metric_names.ts";
import { sampleKurtosis, sampleSkew } from "../returns/period_returns.ts";
import { underwater } from "../returns/underwater.ts";
import { empyricalMetrics } from "./empyrical_metrics.ts";

/**
 * Figures as vectorbt counts them: empyrical's formulas on years of 365 days. Its span counts the first bar as well, its first peak is
 * the first close, its skew and kurtosis
 * are estimates for the population, its common sense ratio is the tail ratio × (1 + growth a year), its Martin ratio has that growth on
 * top. It takes returns by the bar; ours are by the day where bars are shorter. Where it prints infinity, the figure is absent.
 */
export function vectorbtMetrics(readings: Readings): Record<MetricName, Metric> {
  const { input: { equity, timeframe, riskFreePct = 0 }, described, periodsPerYear: periods, why } = readings;
  // Its first peak is the first close, not the money before it.
  const under = underwater(equity.daily.closes);
  const figures = empyricalMetrics({ ...readings, under }), { annualReturnPct, tailRatio } = figures;
  const ulcer = Math.sqrt(under.squares / equity.daily.length);
  const riskFree = (1 + riskFreePct / 100 / periods) ** periods - 1;
  return {
    ...figures,
    spanDays: unless(why.noBars, () => equity.steps * timeframe.spanMs / DAY_MS),
    ulcerIndexPct: unless(why.noBars, () => 100 * ulcer),
    martin: typeof annualReturnPct !== "number"
      ? annualReturnPct
      : unless(noDepth({ ...readings, under }), () => (annualReturnPct / 100 - riskFree) / ulcer),
    skew: unless(why.noVariance || tooFew(described.count, 3), () => sampleSkew(described)),
    kurtosis: unless(why.noVariance || tooFew(described.count, 4), () => sampleKurtosis(described)),
    commonSenseRatio: typeof annualReturnPct !== "number" || typeof tailRatio !== "number"
      ? tailRatio
      : tailRatio * (1 + annualReturnPct / 100),
  };
}

/** Why an estimate that needs `least` returns can't be made of `count`. */
export function tooFew(count: number, least: number): string | false {
  return count < least && `fewer than ${least === 3 ? "three" : "four"} daily (or longer) returns`;
}
