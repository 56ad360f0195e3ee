import type { RunResult } from "../../engine/result.ts";
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatSigned,
  moneyDecimals,
} from "../../tasks/number_format.ts";
import type { ExplainedFigureProps } from "./explained_figure.tsx";
import { figureOfMetric } from "./figure_of_metric.ts";
import { toneOf } from "../tone.ts";

/** A run's figures by the question that they answer; each question's first ones are its headlines. */
export interface RunFigures {
  readonly money: readonly ExplainedFigureProps[];
  readonly pain: readonly ExplainedFigureProps[];
  readonly luck: readonly ExplainedFigureProps[];
  readonly work: readonly ExplainedFigureProps[];
}

/** Trades whose profit a run must be able to do without. */
const BEST_TRADES = 3;

/** Figures of a run as they are shown, with what they mean and why they are missing where they are. */
export function runFigures(result: RunResult): RunFigures {
  const { metrics, config } = result, of = figureOfMetric(result);
  const currency = config.instruments[0]?.currency ?? "";
  const decimals = moneyDecimals(metrics.initialEquity ?? config.cash);
  const money = (value: number) => ({ value: formatNumber(value, decimals), unit: currency });
  const percent = (value: number) => ({ value: formatNumber(value, 2), unit: "%" });
  const signed = (value: number) => ({ value: formatSigned(value, 2), unit: "%" });
  const toned = (value: number) => ({ ...signed(value), tone: toneOf(value) });
  const ratio = (value: number) => ({ value: formatNumber(value, 2) });
  const count = (value: number) => ({ value: formatCount(value) });
  const days = (value: number) => {
    const [text, unit] = formatDuration(value);
    return { value: text, unit };
  };
  return {
    money: [
      of("returnPct", "Return", toned, "What the account gained or lost from start to end, costs included."),
      ...againstHolding(metrics),
      of(
        "buyAndHoldPct",
        "Buy and hold",
        signed,
        "The same money in the same instruments from first to last close, free of costs.",
      ),
      of(
        "cagrPct",
        "A year (CAGR)",
        signed,
        "The steady yearly growth that leads from the first equity to the last.",
      ),
      of("initialEquity", "Started with", money, "Cash at the start."),
      of("finalEquity", "Ended with", money, "Equity at the last close: cash and open positions."),
      of("feesPaid", "Fees paid", money, "Of every fill, those of open positions included."),
      of("slippagePaid", "Slippage paid", money, "Lost against the quoted prices of market and stop orders."),
    ],
    pain: [
      of(
        "maxDrawdownPct",
        "Deepest drawdown",
        (value) => ({ ...percent(value), tone: toneOf(value) }),
        "The deepest fall of equity below an earlier peak, at closes.",
      ),
      of(
        "maxDrawdownDays",
        "Longest drawdown",
        days,
        "The longest time from a peak until equity was back there, or to the end.",
      ),
      of(
        "volatilityPct",
        "Volatility a year",
        percent,
        "Standard deviation of daily returns, scaled to a year.",
      ),
      of("sharpe", "Sharpe", ratio, "Mean return a year over its volatility; the risk-free rate is 0."),
      of("sortino", "Sortino", ratio, "As Sharpe, but only losses count as risk."),
      of("calmar", "Calmar", ratio, "Yearly growth over the depth of the deepest drawdown."),
      of("averageDrawdownPct", "Average drawdown", percent, "Mean depth of all drawdowns."),
      of("exposurePct", "In the market", percent, "Share of bars with a position at their close."),
    ],
    luck: [
      of(
        "trades",
        "Trades",
        count,
        "Round trips from flat to flat. Of thirty trades no average is worth two digits.",
      ),
      of(
        "sqn",
        "SQN",
        ratio,
        "By how many standard errors the mean profit a trade lies above zero. Below 2 it can hardly be told from chance.",
      ),
      of(
        "profitFactor",
        "Profit factor",
        ratio,
        "Money won over money lost: above 1 the wins outweigh the losses.",
      ),
      withoutBest(result, decimals, currency),
      ...monthsWon(result),
      of("lossesInRowMax", "Losses in a row", count, "The longest run of losing trades: it will come again."),
      of("beta", "Beta", ratio, "How far equity moves with the market: 0.5 is half as far."),
      of(
        "alphaPct",
        "Alpha",
        signed,
        "Return beyond what beta times buy and hold explains, over the whole run.",
      ),
    ],
    work: [
      of("winRatePct", "Won", percent, "Share of trades that made money after fees."),
      of("expectancyPct", "Expectancy a trade", toned, "Mean return a trade, of the money put in."),
      of("averageWinPct", "Average win", signed, "Mean return of the trades that made money."),
      of("averageLossPct", "Average loss", signed, "Mean return of the trades that lost money."),
      of("bestTradePct", "Best trade", signed, "Of the money put in."),
      of("worstTradePct", "Worst trade", signed, "Of the money put in."),
      of("averageTradeDays", "Average trade lasts", days, "From entry to exit."),
      of("longestTradeDays", "Longest trade lasts", days, "From entry to exit."),
    ],
  };
}

function againstHolding({ returnPct, buyAndHoldPct }: RunResult["metrics"]): ExplainedFigureProps[] {
  if (returnPct === undefined || buyAndHoldPct === undefined) return [];
  const points = returnPct - buyAndHoldPct;
  return [{
    label: points < 0
      ? "Behind buy and hold"
      : points > 0
      ? "Ahead of buy and hold"
      : "Level with buy and hold",
    value: formatSigned(points, 2),
    unit: "points",
    tone: toneOf(points),
    meaning: "Return less that of holding the same instruments, in percentage points.",
  }];
}

/** What remains where the best few trades hadn't happened: a result that hangs on them is luck until shown otherwise. */
function withoutBest({ trades }: RunResult, decimals: number, unit: string): ExplainedFigureProps {
  const label = `Without its ${BEST_TRADES} best trades`;
  const meaning =
    "Profit of all other trades. Where it turns into a loss, the result hangs on a few lucky ones.";
  if (trades.length <= BEST_TRADES) {
    return { label, meaning, absence: `there are no more than ${BEST_TRADES} trades` };
  }
  const profits = trades.map(({ profit }) => profit).sort((a, b) => b - a);
  const rest = profits.slice(BEST_TRADES).reduce((sum, profit) => sum + profit, 0);
  return { label, meaning, value: formatSigned(rest, decimals), unit, tone: toneOf(rest) };
}

function monthsWon({ monthlyReturnsPct }: RunResult): ExplainedFigureProps[] {
  const moved = monthlyReturnsPct.filter(({ returnPct }) => returnPct !== 0);
  if (moved.length === 0) return [];
  const won = moved.filter(({ returnPct }) => returnPct > 0).length;
  return [{
    label: "Months won",
    value: `${formatCount(won)} of ${formatCount(moved.length)}`,
    meaning: "Months in which equity rose, of those in which it moved.",
  }];
}
