import { describedFrom, type Readings } from "../figures/readings.ts";
import { noDepth } from "../figures/risk_figures.ts";
import { absent, type Metric, unless } from "../metric.ts";
import type { MetricName } from "../metric_names.ts";
import { annualGrowth } from "../returns/growth.ts";
import { lockstepMetrics } from "./lockstep_metrics.ts";

/**
 * Figures as empyrical-reloaded counts them, on 252 days a year unless the input says otherwise. Against ours: growth a year is the whole
 * growth to the power periods / closes (the first close counts, though it has no return); drawdowns are those of the periods' closes;
 * Sortino and downside deviation start at the required return; alpha is compounded; the information ratio is not annualised.
 */
export function empyricalMetrics(readings: Readings): Record<MetricName, Metric> {
  const { described, periodsPerYear: periods, why } = readings;
  const { equity, riskFreePct = 0, requiredReturnPct = 0 } = readings.input;
  const growthPct = 100 * annualGrowth(described.logGrowth, equity.daily.length, periods);
  const { mean, downsideDeviation, losses } = describedFrom(readings, requiredReturnPct / 100 / periods);
  const downside = downsideDeviation * Math.sqrt(periods);
  const noDownside = why.noReturns || (losses === 0 && "no period fell short of the return required");
  return {
    ...lockstepMetrics(readings),
    cagrPct: unless(why.noReturns, () => growthPct),
    annualReturnPct: unless(why.noReturns, () => growthPct),
    downsideDeviationPct: unless(why.noReturns, () => 100 * downside),
    sortino: unless(noDownside, () => (mean * periods - requiredReturnPct / 100) / downside),
    omega: omega(readings, requiredReturnPct, riskFreePct),
    calmar: unless(why.noReturns || noDepth(readings), () => growthPct / (-100 * readings.under.maxDepth)),
    maxDrawdownPct: unless(why.noBars, () => 100 * readings.under.maxDepth),
    ...benchmarkOf(readings, riskFreePct),
  };
}

/** Gains over shortfalls from a threshold that compounds to the required return a year, after the risk-free rate. */
function omega(readings: Readings, requiredPct: number, riskFreePct: number): Metric {
  const { periodsPerYear: periods, why } = readings;
  const threshold = (1 + requiredPct / 100) ** (1 / periods) - 1 + riskFreePct / 100 / periods;
  const { gains, losses } = describedFrom(readings, threshold);
  return unless(
    why.noReturns || (losses === 0 && "no period fell short of the return required"),
    () => gains / -losses,
  );
}

function benchmarkOf(readings: Readings, riskFreePct: number) {
  const { benchmark, described, periodsPerYear: periods, why } = readings;
  if (why.noBenchmark || benchmark === undefined) {
    const reason = absent(why.noBenchmark || "no market to compare with");
    return { benchmarkAlphaPct: reason, informationRatio: reason };
  }
  const { relation } = benchmark, riskFree = riskFreePct / 100 / periods;
  const alpha = described.mean - riskFree - relation.beta * (relation.mean - riskFree);
  return {
    benchmarkAlphaPct: relation.deviation > 0
      ? 100 * ((1 + alpha) ** periods - 1)
      : absent("the market stood still"),
    informationRatio: relation.activeDeviation > 1e-15
      ? relation.activeMean / relation.activeDeviation
      : absent("it moved as the market did, period by period"),
  };
}
