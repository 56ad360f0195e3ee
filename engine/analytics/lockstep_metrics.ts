import { DAY_MS } from "./daily_equity.ts";
import { absent, type Metric, unless } from "./metric.ts";
import type { MetricName, MetricsInput } from "./metrics.ts";
import { describeReturns, isZeroDeviation } from "./period_returns.ts";
import { periodsPerYear } from "./periods_per_year.ts";

const YEAR_MS = 365.25 * DAY_MS;

/** Figures by our own conventions; see {@link MetricsConventions}. */
export function lockstepMetrics(input: MetricsInput): Record<MetricName, Metric> {
  const { equity, trades, timeframe, riskFreePct = 0 } = input;
  const { drawdowns } = equity;
  const periods = periodsPerYear(timeframe, equity.daily.weekendShare);
  const base = timeframe.spanMs < DAY_MS ? equity.initialEquity : undefined;
  const returns = describeReturns(equity.daily.returns(base));

  const noBars = equity.steps === 0 && "no bars";
  const noReturns = noBars || whyNoReturns(input, returns.count);
  const noVariance = noReturns ||
    (isZeroDeviation(returns.deviation, returns.mean) && "returns never varied");
  const noDrawdown = noBars || (drawdowns.count === 0 && "equity never fell below its peak");
  const noTrades = trades.count === 0 && "no closed trades";
  const noWins = noTrades || (trades.wins === 0 && "no winning trades");
  const noLosses = noTrades || (trades.losses === 0 && "no losing trades");

  const annualReturnPct = 100 * returns.mean * periods;
  const volatilityPct = 100 * returns.deviation * Math.sqrt(periods);
  const downsidePct = 100 * returns.downsideDeviation * Math.sqrt(periods);
  const excessPct = annualReturnPct - riskFreePct;
  const cagrPct = cagr(input);
  const returnPct = 100 * (equity.lastEquity / equity.initialEquity - 1);
  const buyAndHoldPct = input.buyAndHold?.returnPct;
  const beta = input.marketBeta?.beta;

  return {
    bars: equity.steps,
    spanDays: unless(noBars, () => (equity.lastTimeMs - equity.firstTimeMs) / DAY_MS),
    periodsPerYear: unless(noBars, () => periods),
    initialEquity: equity.initialEquity,
    finalEquity: unless(noBars, () => equity.lastEquity),
    peakEquity: unless(noBars, () => drawdowns.peakEquity),
    returnPct: unless(noBars, () => returnPct),
    buyAndHoldPct: buyAndHoldPct ?? absent("no price to compare with"),
    cagrPct,
    annualReturnPct: unless(noReturns, () => annualReturnPct),
    volatilityPct: unless(noReturns, () => volatilityPct),
    sharpe: unless(noVariance, () => excessPct / volatilityPct),
    sortino: unless(
      noVariance || (downsidePct === 0 && "no period lost money"),
      () => excessPct / downsidePct,
    ),
    calmar: typeof cagrPct === "number"
      ? unless(noDrawdown, () => cagrPct / -drawdowns.maxDepthPct)
      : cagrPct,
    alphaPct: buyAndHoldPct === undefined || beta === undefined
      ? absent("no market to compare with")
      : returnPct - riskFreePct - beta * (buyAndHoldPct - riskFreePct),
    beta: beta ?? absent("no market to compare with"),
    maxDrawdownPct: unless(noBars, () => drawdowns.maxDepthPct),
    maxDrawdownDays: unless(noBars, () => drawdowns.maxLengthDays),
    averageDrawdownPct: unless(noDrawdown, () => drawdowns.averageDepthPct),
    averageDrawdownDays: unless(noDrawdown, () => drawdowns.averageLengthDays),
    exposurePct: unless(noBars, () => 100 * equity.exposedSteps / equity.steps),
    trades: trades.count,
    winRatePct: unless(noTrades, () => 100 * trades.wins / trades.count),
    profitFactor: unless(noLosses, () => trades.profitWon / -trades.profitLost),
    expectancyPct: unless(noTrades, () => trades.averagePct),
    averageProfit: unless(noTrades, () => trades.averageProfit),
    averageTradePct: unless(noTrades, () => trades.averagePct),
    averageWinPct: unless(noWins, () => trades.pctWon / trades.wins),
    averageLossPct: unless(noLosses, () => trades.pctLost / trades.losses),
    bestTradePct: unless(noTrades, () => trades.bestPct),
    worstTradePct: unless(noTrades, () => trades.worstPct),
    averageTradeDays: unless(noTrades, () => trades.averageDays),
    longestTradeDays: unless(noTrades, () => trades.longestDays),
    winsInRowMax: trades.winsInRowMax,
    lossesInRowMax: trades.lossesInRowMax,
    sqn: unless(
      whyNoSqn(input),
      () => Math.sqrt(trades.count) * trades.averageProfit / trades.profitDeviation,
    ),
    kelly: unless(noWins || noLosses, () => {
      const winRate = trades.wins / trades.count;
      const payoff = trades.profitWon / trades.wins / (-trades.profitLost / trades.losses);
      return winRate - (1 - winRate) / payoff;
    }),
    feesPaid: input.costs.feesPaid,
    slippagePaid: input.costs.slippagePaid,
  };
}

/** Why returns can't be described, if they can't. */
export function whyNoReturns({ equity }: MetricsInput, count: number): string | false {
  for (const close of equity.daily.closes) if (!(close > 0)) return "equity fell to zero or below";
  return count < 2 && "fewer than two daily (or longer) returns";
}

/** Growth a year that leads from the initial equity to the last, over years of 365.25 days. */
export function cagr({ equity }: MetricsInput): Metric {
  if (equity.steps === 0) return absent("no bars");
  if (!(equity.lastEquity > 0)) return absent("the account was lost: equity ended at zero or below");
  const years = (equity.lastTimeMs - equity.firstTimeMs) / YEAR_MS;
  if (years * YEAR_MS < DAY_MS) return absent("less than a day of data");
  return 100 * ((equity.lastEquity / equity.initialEquity) ** (1 / years) - 1);
}

function whyNoSqn({ trades }: MetricsInput): string | false {
  if (trades.count < 2) return "fewer than two closed trades";
  return isZeroDeviation(trades.profitDeviation, trades.averageProfit) && "every trade made the same";
}
