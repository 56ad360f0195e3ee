import { DAY_MS } from "../daily_equity.ts";
import type { Readings } from "../figures/readings.ts";
import { absent, type Metric, unless } from "../metric.ts";
import type { MetricName } from "../metric_names.ts";
import { lockstepMetrics } from "./lockstep_metrics.ts";

const YEAR_DAYS = 365;

/**
 * Figures as freqtrade counts them (freqtrade/data/metrics.py): from closed trades alone, their profits as shares of the starting
 * balance, over whole days of the test, 365 a year. Sharpe is the profit a day over the standard deviation (n) of the trades' profits
 * × √365; Sortino has that of the losing ones below; Calmar is the percent a day over the drawdown of the closed balance × √365; that
 * drawdown is the one of most money, in percent of its peak. Where it prints 0, 100 or −100 for what can't be known, the figure is absent.
 */
export function freqtradeMetrics(readings: Readings): Record<MetricName, Metric> {
  const { input: { equity, trades }, why } = readings;
  const { initialEquity } = equity, noTrades = why.noBars || why.noTrades;
  const days = Math.max(1, Math.floor((equity.lastTimeMs - equity.firstTimeMs) / DAY_MS));
  const profitADay = (trades.profitWon + trades.profitLost) / initialEquity / days;
  const deviation = trades.profitDeviation * Math.sqrt((trades.count - 1) / trades.count) / initialEquity;
  const lossDeviation = trades.lossDeviation / initialEquity;
  const { money, peakProfit } = trades.closedDrawdown, drawdown = money / (initialEquity + peakProfit);
  const noDrawdown = noTrades || (money === 0 && "closed trades never fell below their peak");
  return {
    ...lockstepMetrics(readings),
    cagrPct: why.noBars ? absent(why.noBars) : unless(
      !(equity.lastEquity > 0) && "the account was lost: equity ended at zero or below",
      () => 100 * ((equity.lastEquity / initialEquity) ** (YEAR_DAYS / days) - 1),
    ),
    sharpe: unless(
      noTrades || (!(deviation > 0) && "every trade made the same"),
      () => profitADay / deviation * Math.sqrt(YEAR_DAYS),
    ),
    sortino: unless(
      noTrades || (!(lossDeviation > 0) && "losing trades never varied"),
      () => profitADay / lossDeviation * Math.sqrt(YEAR_DAYS),
    ),
    calmar: unless(noDrawdown, () => 100 * profitADay / drawdown * Math.sqrt(YEAR_DAYS)),
    maxDrawdownPct: unless(noTrades, () => -100 * drawdown),
    maxDrawdownMoney: unless(noTrades, () => -money),
  };
}
