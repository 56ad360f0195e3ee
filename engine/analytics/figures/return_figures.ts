import { DAY_MS } from "../daily_equity.ts";
import { absent, type Metric, unless } from "../metric.ts";
import type { MetricsInput } from "../metrics.ts";
import { logStraightness } from "../returns/straightness.ts";
import type { Readings } from "./readings.ts";

const YEAR_MS = 365.25 * DAY_MS;

/** What was earned, and when. */
export function returnFigures(readings: Readings) {
  const { input, described, returns, monthly, yearly, why } = readings;
  const { equity } = input, { initialEquity, lastEquity } = equity;
  const noMonths = why.noBars || (monthly.length === 0 && "no month was measured");
  return {
    bars: equity.steps,
    spanDays: unless(why.noBars, () => (equity.lastTimeMs - equity.firstTimeMs) / DAY_MS),
    periodsPerYear: unless(why.noBars, () => readings.periodsPerYear),
    initialEquity,
    finalEquity: unless(why.noBars, () => lastEquity),
    peakEquity: unless(why.noBars, () => equity.drawdowns.peakEquity),
    profit: unless(why.noBars, () => lastEquity - initialEquity),
    returnPct: unless(why.noBars, () => 100 * (lastEquity / initialEquity - 1)),
    cagrPct: cagr(input),
    annualReturnPct: unless(why.noReturns, () => 100 * described.mean * readings.periodsPerYear),
    averageReturnPct: unless(why.noReturns, () => 100 * described.mean),
    geometricReturnPct: unless(why.noReturns, () => 100 * described.geometricMean),
    averageGainPct: unless(why.noGain, () => 100 * described.upSum / described.ups),
    averageSetbackPct: unless(why.noLoss, () => 100 * described.downSum / described.downs),
    bestPeriodPct: unless(why.noReturns, () => 100 * described.best),
    worstPeriodPct: unless(why.noReturns, () => 100 * described.worst),
    positivePeriodsPct: unless(why.noReturns, () => 100 * described.ups / described.count),
    gainsInRowMax: unless(why.noReturns, () => described.upsInRowMax),
    setbacksInRowMax: unless(why.noReturns, () => described.downsInRowMax),
    averageMonthPct: unless(noMonths, () => 100 * mean(monthly)),
    bestMonthPct: unless(noMonths, () => 100 * highest(monthly)),
    worstMonthPct: unless(noMonths, () => -100 * highest(monthly.map((each) => -each))),
    positiveMonthsPct: unless(noMonths, () => 100 * shareAboveZero(monthly)),
    bestYearPct: unless(noMonths, () => 100 * highest(yearly)),
    worstYearPct: unless(noMonths, () => -100 * highest(yearly.map((each) => -each))),
    positiveYearsPct: unless(noMonths, () => 100 * shareAboveZero(yearly)),
    stability: unless(why.noVariance, () => logStraightness(returns)),
    bestPeriodSharePct: bestPeriodShare(readings),
    exposurePct: unless(why.noBars, () => 100 * equity.exposedSteps / equity.steps),
  } satisfies Record<string, Metric>;
}

/** Growth a year that leads from the initial equity to the last, over years of 365.25 days. */
export function cagr({ equity }: MetricsInput): Metric {
  if (equity.steps === 0) return absent("no bars");
  if (!(equity.lastEquity > 0)) return absent("the account was lost: equity ended at zero or below");
  const years = (equity.lastTimeMs - equity.firstTimeMs) / YEAR_MS;
  if (years * YEAR_MS < DAY_MS) return absent("less than a day of data");
  return 100 * ((equity.lastEquity / equity.initialEquity) ** (1 / years) - 1);
}

/** Money made in the best period, of all that was made. */
function bestPeriodShare({ input: { equity }, closes, returns, why }: Readings): Metric {
  const made = equity.lastEquity - equity.initialEquity;
  if (why.noReturns) return absent(why.noReturns);
  if (!(made > 0)) return absent("no profit to have a share of");
  let best = closes.length > returns.length ? 0 : closes[0] - equity.initialEquity;
  for (let i = 1; i < closes.length; i++) {
    const money = closes[i] - closes[i - 1];
    if (money > best) best = money;
  }
  return 100 * best / made;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function highest(values: readonly number[]): number {
  return values.reduce((most, value) => value > most ? value : most, -Infinity);
}

function shareAboveZero(values: readonly number[]): number {
  return values.filter((value) => value > 0).length / values.length;
}
