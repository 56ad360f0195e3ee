import type { Timeframe } from "../timeframe.ts";
import { backtestingPyMetrics } from "./backtesting_py_metrics.ts";
import type { BuyAndHold } from "./buy_and_hold.ts";
import type { EquityStatistics } from "./equity_statistics.ts";
import type { FillCosts } from "./fill_costs.ts";
import { lockstepMetrics } from "./lockstep_metrics.ts";
import type { MarketBeta } from "./market_beta.ts";
import { type Metrics, partMetrics } from "./metric.ts";
import type { TradeStatistics } from "./trade_statistics.ts";

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
 */
export type MetricsConventions = "lockstep" | "backtesting.py";

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
}

/**
 * Every figure by name: `bars` are the steps of the equity curve; `maxDrawdownPct` and `averageDrawdownPct` are negative
 * (−23.4 is a fall by 23.4 %), as are `averageLossPct` and, usually, `worstTradePct`; `kelly` is a fraction; money is in quote
 * currency; trades are closed ones, after fees, while `feesPaid` and `slippagePaid` count every fill
 * (backtesting.py's `feesPaid` only those of closed trades).
 */
export const METRIC_NAMES = [
  "bars",
  "spanDays",
  "periodsPerYear",
  "initialEquity",
  "finalEquity",
  "peakEquity",
  "returnPct",
  "buyAndHoldPct",
  "cagrPct",
  "annualReturnPct",
  "volatilityPct",
  "sharpe",
  "sortino",
  "calmar",
  "alphaPct",
  "beta",
  "maxDrawdownPct",
  "maxDrawdownDays",
  "averageDrawdownPct",
  "averageDrawdownDays",
  "exposurePct",
  "trades",
  "winRatePct",
  "profitFactor",
  "expectancyPct",
  "averageProfit",
  "averageTradePct",
  "averageWinPct",
  "averageLossPct",
  "bestTradePct",
  "worstTradePct",
  "averageTradeDays",
  "longestTradeDays",
  "winsInRowMax",
  "lossesInRowMax",
  "sqn",
  "kelly",
  "feesPaid",
  "slippagePaid",
] as const;

/** One of {@link METRIC_NAMES}. */
export type MetricName = typeof METRIC_NAMES[number];

/** Figures known and, for each other name, the reason why it is not. May be asked at any time, as often as one likes. */
export function metrics(input: MetricsInput): Metrics {
  return partMetrics(input.conventions === "lockstep" ? lockstepMetrics(input) : backtestingPyMetrics(input));
}
