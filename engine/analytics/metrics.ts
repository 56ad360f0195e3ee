import type { Timeframe } from "../timeframe.ts";
import type { BuyAndHold } from "./buy_and_hold.ts";
import { backtestingPyMetrics, backtestingPyPeriods } from "./conventions/backtesting_py_metrics.ts";
import { empyricalMetrics } from "./conventions/empyrical_metrics.ts";
import { freqtradeMetrics } from "./conventions/freqtrade_metrics.ts";
import { lockstepMetrics } from "./conventions/lockstep_metrics.ts";
import { pybrokerMetrics } from "./conventions/pybroker_metrics.ts";
import { quantstatsMetrics } from "./conventions/quantstats_metrics.ts";
import { vectorbtMetrics } from "./conventions/vectorbt_metrics.ts";
import type { EquityStatistics } from "./equity_statistics.ts";
import { read, type Readings } from "./figures/readings.ts";
import type { FillCosts } from "./fill_costs.ts";
import type { MarketBeta } from "./market_beta.ts";
import { type Metric, type Metrics, partMetrics } from "./metric.ts";
import type { MetricName } from "./metric_names.ts";
import { calendarPeriodsPerYear, periodsPerYear, tradingPeriodsPerYear } from "./periods_per_year.ts";
import type { TradeStatistics } from "./trade_statistics.ts";

export { METRIC_NAMES, type MetricName } from "./metric_names.ts";

/**
 * Whose formulas. Sharpe means something else in almost every tool, so it is said, never guessed:
 *
 * | | lockstep | backtesting.py |
 * | --- | --- | --- |
 * | annualReturnPct | mean period return × periods a year | (1 + g)^N − 1, g the geometric mean of N returns a year |
 * | volatilityPct | standard deviation (n − 1) × √periods | √((s² + (1 + g)²)^N − (1 + g)^2N) |
 * | sharpe | (annualReturnPct − riskFreePct) / volatilityPct | the same, of its own two |
 * | sortino | the same over the downside deviation × √periods | the same |
 * | calmar | cagrPct / depth of the deepest drawdown | annualReturnPct / that depth |
 * | exposurePct | share of steps with a position at their close | share of bars from entry to exit, both counted |
 * | profitFactor | money won / money lost | percent won / percent lost |
 * | averageTradePct | mean | geometric mean |
 * | days | exact | rounded up to whole minutes, hours or days, as the bars are |
 * | first return | from the initial equity where bars are shorter than a day | from the first daily close |
 *
 * The others say in their own files what they count otherwise; what they don't know is counted as ours is, with their periods a year.
 */
export type MetricsConventions = typeof METRICS_CONVENTIONS[number];

/** See {@link MetricsConventions}. */
export const METRICS_CONVENTIONS = [
  "lockstep",
  "backtesting.py",
  "empyrical",
  "quantstats",
  "vectorbt",
  "freqtrade",
  "pybroker",
] as const;

/** What figures are computed from: the generators that a run kept up to date. */
export interface MetricsInput {
  readonly equity: EquityStatistics;
  readonly trades: TradeStatistics;
  readonly costs: FillCosts;
  readonly buyAndHold?: BuyAndHold;
  readonly marketBeta?: MarketBeta;
  readonly timeframe: Timeframe;
  readonly conventions: MetricsConventions;
  /** A year, in percent; 0 when left out. */
  readonly riskFreePct?: number;
  /** Return a year below which a period counts as a shortfall (omega, downside), in percent; 0 when left out. */
  readonly requiredReturnPct?: number;
  /** Returns a year; the convention's own for the timeframe when left out. */
  readonly periodsPerYear?: number;
  /** What the first return is measured from. Left out, from the first close for bars of a day or longer, else from the initial equity. */
  readonly firstReturn?: "from_first_close" | "from_initial_equity";
  /** Variants that were tried before this one was chosen, itself included, and the variance of their Sharpe ratios a year. */
  readonly trials?: { readonly count: number; readonly sharpeVariance: number };
}

/** Figures known and, for each other name, the reason why it is not. May be asked at any time, as often as one likes. */
export function metrics(input: MetricsInput): Metrics {
  const { timeframe, equity } = input, { periods, figures } = CONVENTIONS[input.conventions];
  const periodsAYear = input.periodsPerYear ?? periods(timeframe, equity.daily.weekendShare);
  return partMetrics(figures(read(input, periodsAYear)));
}

/** Of each: returns a year for bars of a timeframe, and the formulas. */
interface Convention {
  periods(timeframe: Timeframe, weekendShare: number): number;
  figures(readings: Readings): Record<MetricName, Metric>;
}

const CONVENTIONS: Readonly<Record<MetricsConventions, Convention>> = {
  "lockstep": { periods: periodsPerYear, figures: lockstepMetrics },
  "backtesting.py": { periods: backtestingPyPeriods, figures: backtestingPyMetrics },
  "empyrical": { periods: tradingPeriodsPerYear, figures: empyricalMetrics },
  "quantstats": { periods: tradingPeriodsPerYear, figures: quantstatsMetrics },
  "vectorbt": { periods: calendarPeriodsPerYear, figures: vectorbtMetrics },
  "freqtrade": { periods: calendarPeriodsPerYear, figures: freqtradeMetrics },
  "pybroker": { periods: tradingPeriodsPerYear, figures: pybrokerMetrics },
};
