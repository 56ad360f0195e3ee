import { type Metric, unless } from "../metric.ts";
import { cagr } from "./return_figures.ts";
import { describedFrom, type Readings } from "./readings.ts";

/**
 * How much it swung and fell, and what was earned for that. Ratios that have a growth a year on top take `cagrPct`, less the risk-free
 * rate. Burke: G. Burke, "A Sharper Sharpe Ratio", Futures 23, 1994. Martin: P. Martin and B. McCann, "The Investor's Guide to Fidelity
 * Funds", 1989. Pain: T. Becker, Zephyr Associates, 2006. Sterling: after D. S. Kestner, 1996, without its 10 %. Kappa: P. D. Kaplan
 * and J. A. Knowles, 2004. Omega: C. Keating and W. F. Shadwick, 2002. Upside potential: F. A. Sortino and others, 1999. Adjusted
 * Sharpe: J. Pezier and A. White, 2006.
 */
export function riskFigures(readings: Readings) {
  const { input, described, under, closes, periodsPerYear: periods, why } = readings;
  const { equity, riskFreePct = 0, requiredReturnPct = 0 } = input, { drawdowns } = equity;
  const volatilityPct = 100 * described.deviation * Math.sqrt(periods);
  const downsidePct = 100 * described.downsideDeviation * Math.sqrt(periods);
  const excessPct = 100 * described.mean * periods - riskFreePct;
  const sharpe = excessPct / volatilityPct;
  const noDownside = why.noVariance || why.noLoss;
  const growth = cagr(input);
  const perDrawdown = (depthPct: () => number) =>
    typeof growth !== "number" ? growth : unless(why.noDrawdown, () => (growth - riskFreePct) / depthPct());
  const perPeriodDrawdown = (depthPct: () => number) =>
    typeof growth !== "number"
      ? growth
      : unless(noDepth(readings), () => (growth - riskFreePct) / depthPct());
  const worst = drawdowns.worst().map(({ depthPct }) => depthPct);
  const required = describedFrom(readings, requiredReturnPct / 100 / periods);
  const ulcerPct = 100 * Math.sqrt(under.squares / closes.length), painPct = -100 * under.sum / closes.length;
  return {
    volatilityPct: unless(why.noReturns, () => volatilityPct),
    downsideDeviationPct: unless(why.noReturns, () => 100 * required.downsideDeviation * Math.sqrt(periods)),
    sharpe: unless(why.noVariance, () => sharpe),
    sortino: unless(noDownside, () => excessPct / downsidePct),
    adjustedSharpe: unless(
      why.noVariance,
      () => sharpe * (1 + described.skew / 6 * sharpe - described.kurtosis / 24 * sharpe ** 2),
    ),
    omega: unless(
      why.noReturns || (required.losses === 0 && "no period fell short of the return required"),
      () => required.gains / -required.losses,
    ),
    gainToPain: unless(why.noLoss, () => (described.upSum + described.downSum) / -described.downSum),
    kappa3: unless(
      noDownside,
      () => excessPct / 100 / periods / described.downsideThird * Math.sqrt(periods),
    ),
    upsidePotential: unless(
      noDownside,
      () => described.upSum / described.count / described.downsideDeviation,
    ),
    calmar: typeof growth !== "number"
      ? growth
      : unless(why.noDrawdown, () => growth / -drawdowns.maxDepthPct),
    sterling: perDrawdown(() => -worst.reduce((sum, depth) => sum + depth, 0) / worst.length),
    burke: perDrawdown(() => Math.hypot(...worst)),
    martin: perPeriodDrawdown(() => ulcerPct),
    painRatio: perPeriodDrawdown(() => painPct),
    recoveryFactor: unless(
      why.noDrawdown,
      () => 100 * (equity.lastEquity / equity.initialEquity - 1) / -drawdowns.maxDepthPct,
    ),
    drawdowns: unless(why.noBars, () => drawdowns.count),
    maxDrawdownPct: unless(why.noBars, () => drawdowns.maxDepthPct),
    maxDrawdownMoney: unless(why.noBars, () => -drawdowns.maxDepthMoney),
    maxDrawdownDays: unless(why.noBars, () => drawdowns.maxLengthDays),
    averageDrawdownPct: unless(why.noDrawdown, () => drawdowns.averageDepthPct),
    averageDrawdownDays: unless(why.noDrawdown, () => drawdowns.averageLengthDays),
    presentDrawdownPct: unless(why.noBars, () => drawdowns.presentDepthPct(equity.lastEquity)),
    timeInDrawdownPct: unless(
      why.noBars || (!(equity.lastTimeMs > equity.firstTimeMs) && "a single point in time"),
      () => 100 * drawdowns.totalDays / ((equity.lastTimeMs - equity.firstTimeMs) / 86_400_000),
    ),
    ulcerIndexPct: unless(why.noBars, () => ulcerPct),
    painIndexPct: unless(why.noBars, () => painPct),
  } satisfies Record<string, Metric>;
}

/** Why there is no depth at the periods' closes to divide by. */
export function noDepth({ under, why }: Readings): string | false {
  return why.noBars || (under.maxDepth === 0 && "equity never closed a period below its peak");
}
