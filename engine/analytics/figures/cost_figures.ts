import { DAY_MS } from "../daily_equity.ts";
import { absent, type Metric, unless } from "../metric.ts";
import type { Readings } from "./readings.ts";

const YEAR_MS = 365.25 * DAY_MS;

/** What trading cost, and how much of what it made went there. Profit before costs is the profit with fees and slippage put back. */
export function costFigures(readings: Readings) {
  const { input, closes, why } = readings, { costs, equity } = input;
  const { feesPaid, slippagePaid, tradedNotional } = costs;
  const beforeCosts = equity.lastEquity - equity.initialEquity + feesPaid + slippagePaid;
  const noProfit = why.noBars || (!(beforeCosts > 0) && "no profit before costs");
  const years = (equity.lastTimeMs - equity.firstTimeMs) / YEAR_MS;
  const ofNotional = (reason: string | false, compute: (notional: number) => number) =>
    tradedNotional === undefined
      ? absent("the notional of the fills isn't known")
      : unless(why.noBars || reason, () => compute(tradedNotional));
  return {
    feesPaid,
    slippagePaid,
    fills: costs.fills,
    tradedNotional: tradedNotional ?? absent("the notional of the fills isn't known"),
    turnoverPerYear: ofNotional(
      !(years * YEAR_MS >= DAY_MS) && "less than a day of data",
      (notional) => notional / 2 / mean(closes) / years,
    ),
    maxGrossExposurePct: gross(readings, (shares) => 100 * highest(shares)),
    averageGrossExposurePct: gross(readings, (shares) => 100 * mean(shares)),
    costsBps: ofNotional(
      tradedNotional === 0 && "nothing was traded",
      (notional) => 10_000 * (feesPaid + slippagePaid) / notional,
    ),
    feesOfProfitPct: unless(noProfit, () => 100 * feesPaid / beforeCosts),
    slippageOfProfitPct: unless(noProfit, () => 100 * slippagePaid / beforeCosts),
  } satisfies Record<string, Metric>;
}

/** Money in positions over equity, at the periods' closes. */
function gross(
  { input: { equity: { daily } }, why }: Readings,
  compute: (shares: Float64Array) => number,
): Metric {
  const { closes, grossNotional } = daily, shares = new Float64Array(closes.length);
  for (let i = 0; i < closes.length; i++) {
    if (grossNotional[i] !== grossNotional[i]) return absent("what was held at the closes isn't known");
    if (!(closes[i] > 0)) return absent("equity fell to zero or below");
    shares[i] = grossNotional[i] / closes[i];
  }
  return unless(why.noBars, () => compute(shares));
}

function highest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  return most;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
