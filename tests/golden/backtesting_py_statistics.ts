import type { MetricName } from "../../engine/analytics/metrics.ts";

/** Relative, or absolute for figures below one. */
const TOLERANCE = 1e-8;

/** backtesting.py's names of statistics and ours. */
const COUNTERPARTS: Readonly<Record<string, MetricName>> = {
  "Duration": "spanDays",
  "Exposure Time [%]": "exposurePct",
  "Equity Final [$]": "finalEquity",
  "Equity Peak [$]": "peakEquity",
  "Commissions [$]": "feesPaid",
  "Return [%]": "returnPct",
  "Buy & Hold Return [%]": "buyAndHoldPct",
  "Return (Ann.) [%]": "annualReturnPct",
  "Volatility (Ann.) [%]": "volatilityPct",
  "CAGR [%]": "cagrPct",
  "Sharpe Ratio": "sharpe",
  "Sortino Ratio": "sortino",
  "Calmar Ratio": "calmar",
  "Alpha [%]": "alphaPct",
  "Beta": "beta",
  "Max. Drawdown [%]": "maxDrawdownPct",
  "Avg. Drawdown [%]": "averageDrawdownPct",
  "Max. Drawdown Duration": "maxDrawdownDays",
  "Avg. Drawdown Duration": "averageDrawdownDays",
  "# Trades": "trades",
  "Win Rate [%]": "winRatePct",
  "Best Trade [%]": "bestTradePct",
  "Worst Trade [%]": "worstTradePct",
  "Avg. Trade [%]": "averageTradePct",
  "Max. Trade Duration": "longestTradeDays",
  "Avg. Trade Duration": "averageTradeDays",
  "Profit Factor": "profitFactor",
  "Expectancy [%]": "expectancyPct",
  "SQN": "sqn",
  "Kelly Criterion": "kelly",
};

/** A lost account has no growth a year and no ratios of it: theirs are 0, −100 or 4.8e20, ours absent, with the reason. */
const UNKNOWABLE_OF_A_LOST_ACCOUNT = [
  "Return (Ann.) [%]",
  "Volatility (Ann.) [%]",
  "CAGR [%]",
  "Sharpe Ratio",
  "Sortino Ratio",
  "Calmar Ratio",
];

/** Where our figures depart from backtesting.py's, in words; null is a figure that it prints as NaN. */
export function statisticsFaults(
  known: Readonly<Record<string, number>>,
  absent: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, number | null | undefined>>,
): string[] {
  const isLost = expected["Equity Final [$]"] === 0;
  return Object.entries(expected).flatMap(([theirs, figure]) => {
    if (figure === undefined) return [];
    const ours = COUNTERPARTS[theirs], actual = known[ours];
    const isUnknowable = figure === null || isLost && UNKNOWABLE_OF_A_LOST_ACCOUNT.includes(theirs);
    const differs = isUnknowable
      ? actual !== undefined
      : !(Math.abs(actual - figure) <= TOLERANCE * Math.max(1, Math.abs(figure)));
    return differs ? [`${theirs} is ${figure}: ${ours} ${actual ?? absent[ours]}`] : [];
  });
}
