import type { Timeframe } from "../../timeframe.ts";
import { DAY_MS } from "../daily_equity.ts";
import { type Readings, whyNoReturns } from "../figures/readings.ts";
import { absent, type Metric, unless } from "../metric.ts";
import type { MetricName } from "../metric_names.ts";
import { tradingDaysPerYear } from "../periods_per_year.ts";
import { describeReturns, isZeroDeviation } from "../returns/period_returns.ts";
import { lockstepMetrics } from "./lockstep_metrics.ts";

/**
 * Figures as backtesting.py 0.6 counts them; see {@link MetricsConventions}. For equal figures give the generators what it
 * looks at: `BuyAndHold` from the first bar on which every indicator has a value, `MarketBeta` every bar, and equity with the
 * open position closed at the open of the last bar, if it was run with `finalize_trades`. Where it prints 0 or an absurd
 * number for what can't be known (a lost account's growth a year), the figure is absent.
 */
export function backtestingPyMetrics(readings: Readings): Record<MetricName, Metric> {
  const { input, periodsPerYear: periods } = readings;
  const { equity, trades, timeframe, riskFreePct = 0 } = input;
  const returns = describeReturns(equity.daily.returns());
  const noReturns = readings.why.noBars || whyNoReturns(equity.daily.closes, returns.count);

  const growth = 1 + returns.geometricMean;
  const annualReturnPct = 100 * (growth ** periods - 1);
  const volatilityPct = 100 *
    Math.sqrt((returns.deviation ** 2 + growth ** 2) ** periods - growth ** (2 * periods));
  const downsidePct = 100 * returns.downsideDeviation * Math.sqrt(periods);
  const excessPct = annualReturnPct - riskFreePct;
  const noVariance = noReturns ||
    (isZeroDeviation(returns.deviation, returns.mean) && "returns never varied");

  const { drawdowns } = equity;
  const noDrawdown = drawdowns.count === 0 && "equity never fell below its peak";
  const common = lockstepMetrics(readings);
  const roundUp = (metric: Metric) => typeof metric === "number" ? roundUpDays(metric, timeframe) : metric;
  const heldBars = trades.heldBars;
  return {
    ...common,
    feesPaid: trades.fees,
    annualReturnPct: unless(noReturns, () => annualReturnPct),
    volatilityPct: unless(noReturns, () => volatilityPct),
    sharpe: unless(noVariance, () => excessPct / volatilityPct),
    sortino: unless(
      noVariance || (downsidePct === 0 && "no period lost money"),
      () => excessPct / downsidePct,
    ),
    calmar: unless(noReturns || noDrawdown, () => annualReturnPct / -drawdowns.maxDepthPct),
    maxDrawdownDays: noDrawdown ? absent(noDrawdown) : roundUp(common.maxDrawdownDays),
    averageDrawdownDays: roundUp(common.averageDrawdownDays),
    exposurePct: heldBars === undefined
      ? common.exposurePct
      : unless(equity.steps === 0 && "no bars", () => 100 * heldBars / equity.steps),
    profitFactor: typeof common.profitFactor === "number"
      ? trades.pctWon / -trades.pctLost
      : common.profitFactor,
    averageTradePct: trades.count === 0
      ? absent("no closed trades")
      : trades.geometricPct ?? absent("a trade lost all that was put in"),
    averageTradeDays: roundUp(common.averageTradeDays),
    longestTradeDays: roundUp(common.longestTradeDays),
  };
}

/** Periods a year as backtesting.py counts them: 52 for weeks, 12 for months, 1 for years; everything else is taken by the day. */
export function backtestingPyPeriods(timeframe: Timeframe, weekendShare: number): number {
  if (timeframe.text === "1M") return 12;
  if (timeframe.text === "12M") return 1;
  return timeframe.spanMs === 7 * DAY_MS ? 52 : tradingDaysPerYear(weekendShare);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Up to whole days, or to whole hours, minutes or seconds where the bars' length is given in them. */
function roundUpDays(days: number, timeframe: Timeframe): number {
  const unitMs = UNIT_MS[timeframe.text.slice(-1)] ?? DAY_MS;
  // Half a millisecond too much is rounding, not a reason to count another unit.
  return Math.ceil((days * DAY_MS - 0.5) / unitMs) * unitMs / DAY_MS;
}
