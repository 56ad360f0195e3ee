import { benchmarkFigures } from "../figures/benchmark_figures.ts";
import { confidenceFigures } from "../figures/confidence_figures.ts";
import { costFigures } from "../figures/cost_figures.ts";
import type { Readings } from "../figures/readings.ts";
import { returnFigures } from "../figures/return_figures.ts";
import { riskFigures } from "../figures/risk_figures.ts";
import { tailFigures } from "../figures/tail_figures.ts";
import { tradeFigures } from "../figures/trade_figures.ts";
import { absent, type Metric } from "../metric.ts";
import type { MetricName } from "../metric_names.ts";

/** Figures by our own conventions; see {@link MetricsConventions}. */
export function lockstepMetrics(readings: Readings): Record<MetricName, Metric> {
  return {
    ...returnFigures(readings),
    ...marketFigures(readings),
    ...riskFigures(readings),
    ...tailFigures(readings),
    ...confidenceFigures(readings),
    ...benchmarkFigures(readings),
    ...tradeFigures(readings),
    ...costFigures(readings),
  };
}

/** Against the one price that was traded, over the whole run. */
function marketFigures({ input: { equity, buyAndHold, marketBeta, riskFreePct = 0 } }: Readings) {
  const buyAndHoldPct = buyAndHold?.returnPct, beta = marketBeta?.beta;
  const returnPct = 100 * (equity.lastEquity / equity.initialEquity - 1);
  return {
    buyAndHoldPct: buyAndHoldPct ?? absent("no price to compare with"),
    alphaPct: buyAndHoldPct === undefined || beta === undefined
      ? absent("no market to compare with")
      : returnPct - riskFreePct - beta * (buyAndHoldPct - riskFreePct),
    beta: beta ?? absent("no market to compare with"),
  };
}
