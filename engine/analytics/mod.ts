/**
 * What a run or a session tells: generators that take one point at a time and may be asked at any time, and the figures that
 * are made of them. Backtest and live share them.
 */
export {
  type AttributedCost,
  type AttributedProfit,
  Attribution,
  type AttributionName,
  ATTRIBUTIONS,
  type AttributionSnapshot,
} from "./attribution.ts";
export { BuyAndHold } from "./buy_and_hold.ts";
export { type BesideEquity, DailyEquity, type DailyEquitySnapshot } from "./daily_equity.ts";
export { type Drawdown, Drawdowns } from "./drawdowns.ts";
export { EquityStatistics, type EquityStatisticsSnapshot } from "./equity_statistics.ts";
export { FillCosts } from "./fill_costs.ts";
export { MarketBeta } from "./market_beta.ts";
export type { Metric, Metrics } from "./metric.ts";
export {
  METRIC_NAMES,
  type MetricName,
  metrics,
  METRICS_CONVENTIONS,
  type MetricsConventions,
  type MetricsInput,
} from "./metrics.ts";
export { type MonthlyReturn, monthlyReturns } from "./monthly_returns.ts";
export { periodsPerYear } from "./periods_per_year.ts";
export { type CalendarReturn, calendarReturns, type CalendarSpan } from "./returns/calendar_returns.ts";
export { rolling } from "./returns/rolling.ts";
export { type TradeOutcome, TradeStatistics, type TradeStatisticsSnapshot } from "./trade_statistics.ts";
