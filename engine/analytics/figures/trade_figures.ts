import { DAY_MS } from "../daily_equity.ts";
import { absent, type Metric, unless } from "../metric.ts";
import type { MetricsInput } from "../metrics.ts";
import { isZeroDeviation } from "../returns/period_returns.ts";
import type { Readings } from "./readings.ts";

const YEAR_DAYS = 365.25;

/**
 * What closed trades tell. Edge ratio: C. Faith, "Way of the Turtle", 2007, here in percent of the entry rather than in ranges. SQN and R:
 * V. K. Tharp, "Trade Your Way to Financial Freedom", 1998. Kelly: J. L. Kelly, 1956, for the mean win and loss.
 */
export function tradeFigures({ input, why }: Readings) {
  const { trades, equity } = input, { noTrades, noWins, noLosses } = why;
  const averageWin = trades.profitWon / trades.wins, averageLoss = trades.profitLost / trades.losses;
  const winRate = trades.wins / trades.count, payoff = averageWin / -averageLoss;
  const years = (equity.lastTimeMs - equity.firstTimeMs) / DAY_MS / YEAR_DAYS;
  const net = trades.profitWon + trades.profitLost;
  const noProfit = noTrades || (!(net > 0) && "no profit to have a share of");
  return {
    trades: trades.count,
    winRatePct: unless(noTrades, () => 100 * winRate),
    profitFactor: unless(noLosses, () => trades.profitWon / -trades.profitLost),
    payoffRatio: unless(noWins || noLosses, () => payoff),
    expectancyPct: unless(noTrades, () => trades.averagePct),
    expectancyRatio: unless(noLosses, () => winRate * (1 + (trades.wins === 0 ? 0 : payoff)) - 1),
    expectancyR: whyNoR(input) || trades.risked.rSum / trades.risked.count,
    averageProfit: unless(noTrades, () => trades.averageProfit),
    averageTradePct: unless(noTrades, () => trades.averagePct),
    averageWinPct: unless(noWins, () => trades.pctWon / trades.wins),
    averageLossPct: unless(noLosses, () => trades.pctLost / trades.losses),
    bestTradePct: unless(noTrades, () => trades.bestPct),
    worstTradePct: unless(noTrades, () => trades.worstPct),
    moneyWon: trades.profitWon,
    moneyLost: trades.profitLost,
    averageWin: unless(noWins, () => averageWin),
    averageLoss: unless(noLosses, () => averageLoss),
    bestTrade: unless(noTrades, () => trades.bestProfit),
    worstTrade: unless(noTrades, () => trades.worstProfit),
    tradesPerYear: unless(
      why.noBars || (!(years * YEAR_DAYS >= 1) && "less than a day of data"),
      () => trades.count / years,
    ),
    averageTradeDays: unless(noTrades, () => trades.averageDays),
    longestTradeDays: unless(noTrades, () => trades.longestDays),
    averageTradeBars: unless(noTrades, () => trades.averageBars),
    averageWinBars: unless(noWins, () => trades.averageWinBars),
    averageLossBars: unless(noLosses, () => trades.averageLossBars),
    longestTradeBars: unless(noTrades, () => trades.longestBars),
    winsInRowMax: trades.winsInRowMax,
    lossesInRowMax: trades.lossesInRowMax,
    sqn: unless(
      whyNoSqn(input),
      () => Math.sqrt(trades.count) * trades.averageProfit / trades.profitDeviation,
    ),
    kelly: unless(noWins || noLosses, () => winRate - (1 - winRate) / payoff),
    profitWithoutBestFive: unless(noTrades, () => net - trades.bestTradesProfit),
    bestFiveSharePct: unless(noProfit, () => 100 * trades.bestTradesProfit / net),
    closedDrawdownMoney: unless(noTrades, () => -trades.closedDrawdown.money),
    ...sideFigures(input),
    ...excursionFigures(input, noTrades),
  } satisfies Record<string, Metric>;
}

function sideFigures({ trades }: MetricsInput) {
  const long = trades.side("long"), short = trades.side("short");
  const ofSide = (side: typeof long, name: string, compute: (side: NonNullable<typeof long>) => number) =>
    side === undefined
      ? absent("the sides of the trades aren't known")
      : unless(side.count === 0 && `no closed ${name} trades`, () => compute(side));
  const rate = ({ count, wins }: NonNullable<typeof long>) => 100 * wins / count;
  return {
    longTrades: long?.count ?? absent("the sides of the trades aren't known"),
    shortTrades: short?.count ?? absent("the sides of the trades aren't known"),
    longWinRatePct: ofSide(long, "long", rate),
    shortWinRatePct: ofSide(short, "short", rate),
    longProfit: ofSide(long, "long", ({ profit }) => profit),
    shortProfit: ofSide(short, "short", ({ profit }) => profit),
    longAverageProfit: ofSide(long, "long", ({ profit, count }) => profit / count),
    shortAverageProfit: ofSide(short, "short", ({ profit, count }) => profit / count),
  };
}

function excursionFigures({ trades }: MetricsInput, noTrades: string | false) {
  const { excursions } = trades;
  const of = (compute: (known: NonNullable<typeof excursions>) => number, reason?: string | false) =>
    excursions === undefined
      ? absent("the prices reached while held aren't known")
      : unless(noTrades || reason, () => compute(excursions));
  return {
    averageMaePct: of(({ averageMaePct }) => averageMaePct),
    averageMfePct: of(({ averageMfePct }) => averageMfePct),
    worstMaePct: of(({ worstMaePct }) => worstMaePct),
    bestMfePct: of(({ bestMfePct }) => bestMfePct),
    edgeRatio: of(
      ({ averageMaePct, averageMfePct }) => averageMfePct / -averageMaePct,
      excursions?.averageMaePct === 0 && "no trade was ever behind",
    ),
    mfeTakenPct: of(
      ({ averageMfePct }) => 100 * trades.averagePct / averageMfePct,
      excursions?.averageMfePct === 0 && "no trade was ever ahead",
    ),
  };
}

function whyNoR({ trades }: MetricsInput): Metric | false {
  if (trades.count === 0) return absent("no closed trades");
  return trades.risked.count === 0 && absent("no trade's risk was known when it was entered");
}

function whyNoSqn({ trades }: MetricsInput): string | false {
  if (trades.count < 2) return "fewer than two closed trades";
  return isZeroDeviation(trades.profitDeviation, trades.averageProfit) && "every trade made the same";
}
