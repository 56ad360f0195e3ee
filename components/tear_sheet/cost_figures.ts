import type { RunResult } from "../../engine/result.ts";
import { formatCount, formatNumber, formatSigned, moneyDecimals } from "../../tasks/number_format.ts";
import type { ExplainedFigureProps } from "../run/explained_figure.tsx";
import { figureOfMetric } from "../run/figure_of_metric.ts";
import { toneOf } from "../tone.ts";

/** What trading cost. */
export function costFigures(result: RunResult): ExplainedFigureProps[] {
  const { config } = result, currency = config.instruments[0]?.currency ?? "";
  const decimals = moneyDecimals(result.metrics.initialEquity ?? config.cash);
  const money = (value: number) => ({ value: formatNumber(value, decimals), unit: currency });
  const percent = (value: number) => ({ value: formatNumber(value, 1), unit: "%" });
  const of = figureOfMetric(result);
  return [
    of("feesPaid", "Fees paid", money, "Of every fill, those of open positions included."),
    of("slippagePaid", "Slippage paid", money, "Lost against the quoted prices of market and stop orders."),
    of(
      "costsBps",
      "Both, of what was traded",
      (value) => ({ value: formatNumber(value, 2), unit: "bps" }),
      "Fees and slippage in basis points of the money traded.",
    ),
    of("feesOfProfitPct", "Fees of gross profit", percent, "What fees took of the profit before them."),
    of(
      "slippageOfProfitPct",
      "Slippage of gross profit",
      percent,
      "What slippage took of the profit before it.",
    ),
    of("fills", "Fills", (value) => ({ value: formatCount(value) }), "Executions of orders."),
    of(
      "turnoverPerYear",
      "Turnover a year",
      (value) => ({ value: formatNumber(value, 1), unit: "×" }),
      "Money traded in a year as a multiple of the mean equity.",
    ),
    of(
      "averageGrossExposurePct",
      "Invested on average",
      percent,
      "Money in positions of both sides, of equity, over all bars.",
    ),
  ];
}

/** What the result hangs on: a few trades, a price a little worse, chance. */
export function fragilityFigures(result: RunResult): ExplainedFigureProps[] {
  const { config, metrics, fills } = result, currency = config.instruments[0]?.currency ?? "";
  const decimals = moneyDecimals(metrics.initialEquity ?? config.cash);
  const money = (value: number) => ({
    value: formatSigned(value, decimals),
    unit: currency,
    tone: toneOf(value),
  });
  const percent = (value: number) => ({ value: formatNumber(value, 1), unit: "%" });
  const of = figureOfMetric(result);
  const worse = worseFills(result);
  const { profit, tradedNotional } = metrics;
  const hasFills = fills.length > 0 && profit !== undefined;
  return [
    of(
      "profitWithoutBestFive",
      "Without its 5 best trades",
      money,
      "Profit of all other trades. Where it turns into a loss, the result hangs on a few lucky ones.",
    ),
    of("bestFiveSharePct", "Share of the 5 best", percent, "What they made, of the profit of all trades."),
    {
      label: `Every fill ${worse.text} worse`,
      meaning: "Profit if each fill had been at a price so much worse: what a wider spread would leave.",
      ...hasFills ? money(profit - worse.cost) : { absence: "there were no fills" },
    },
    {
      label: "Room for cost",
      meaning: "How much more each fill might have cost, of its money, before nothing was left.",
      ...hasFills && tradedNotional! > 0
        ? { value: formatNumber(1e4 * profit / tradedNotional!, 1), unit: "bps" }
        : { absence: "nothing was traded" },
    },
    of(
      "probabilisticSharpePct",
      "Sharpe is above zero",
      percent,
      "Probability, given the length of the run and the skew and tails of its returns (Bailey and López de Prado, 2012).",
    ),
    of(
      "minTrackRecordYears",
      "Years until that is sure",
      (value) => ({ value: formatNumber(value, 1) }),
      "Length of a record of such returns at which a Sharpe ratio above zero is 95 % certain.",
    ),
  ];
}

/** What fills would have cost more by a tick, or by a basis point where instruments have none. */
function worseFills(
  { fills, config: { instruments } }: RunResult,
): { readonly cost: number; readonly text: string } {
  const byTick = instruments.every(({ tickSize }) => tickSize > 0);
  const of = new Map(instruments.map((each) => [each.symbol, each]));
  const cost = fills.reduce((sum, { instrument, quantity, price }) => {
    const { tickSize, multiplier } = of.get(instrument)!;
    return sum + quantity * multiplier * (byTick ? tickSize : price / 1e4);
  }, 0);
  return { cost, text: byTick ? "1 tick" : "1 bp" };
}
