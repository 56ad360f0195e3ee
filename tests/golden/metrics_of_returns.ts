import assert from "node:assert/strict";
import { DAY_MS } from "../../engine/analytics/daily_equity.ts";
import { EquityStatistics } from "../../engine/analytics/equity_statistics.ts";
import { FillCosts } from "../../engine/analytics/fill_costs.ts";
import type { Metrics } from "../../engine/analytics/metric.ts";
import { metrics, type MetricsInput } from "../../engine/analytics/metrics.ts";
import { type TradeOutcome, TradeStatistics } from "../../engine/analytics/trade_statistics.ts";
import { Timeframe } from "../../engine/timeframe.ts";

/** A number as the golden files write it. */
export type GoldenNumber = number | null | "NaN" | "Infinity" | "-Infinity";

/** What {@link metricsOfReturns} may be told besides. */
export interface ReturnsSettings
  extends
    Pick<MetricsInput, "conventions">,
    Partial<Pick<MetricsInput, "riskFreePct" | "requiredReturnPct" | "periodsPerYear" | "trials">> {
  readonly timeframe?: string;
  readonly benchmark?: readonly GoldenNumber[];
  /** Profits of closed trades. */
  readonly profits?: readonly number[];
}

/** Numbers without names for what isn't one. */
export function numbersOf(series: readonly GoldenNumber[]): Float64Array {
  return Float64Array.from(series, (value) => value === null ? NaN : Number(value));
}

/** An equity curve with these returns, closing daily from 2000-01-30; a first return of NaN makes its first close the start. */
export function equityOfReturns(
  series: readonly GoldenNumber[],
  benchmark?: readonly GoldenNumber[],
  spanMs = DAY_MS,
): EquityStatistics {
  const equity = compounded(numbersOf(series)), statistics = new EquityStatistics(100);
  const market = benchmark && compounded(numbersOf(benchmark));
  const timeMs = equity.map((_, i) => Date.UTC(2000, 0, 31) + i * spanMs);
  statistics.updateRun(timeMs, equity, null, 0, equity.length, {
    benchmark: (step) => market?.[step] ?? NaN,
  });
  return statistics;
}

/** Figures of an account with these returns. */
export function metricsOfReturns(
  series: readonly GoldenNumber[],
  { benchmark, timeframe: text = "1d", profits = [], ...rest }: ReturnsSettings,
): Metrics {
  const timeframe = Timeframe.parse(text), trades = new TradeStatistics();
  profits.forEach((profit, i) => trades.update(tradeWith(profit, i)));
  return metrics({
    equity: equityOfReturns(series, benchmark, timeframe.spanMs),
    trades,
    costs: new FillCosts(),
    timeframe,
    firstReturn: Number.isNaN(numbersOf(series)[0]) ? "from_first_close" : "from_initial_equity",
    ...rest,
  });
}

/** A figure agrees to so many decimals, relative to it above one; what theirs calls NaN or infinity, ours does not know. */
export function assertFigure(
  { metrics: known, metricsAbsent }: Metrics,
  name: string,
  expected: GoldenNumber,
  { decimals = 8, scale = 1, what = name }: { decimals?: number; scale?: number; what?: string } = {},
): void {
  assert.ok(name in known || name in metricsAbsent, `there is no ${name}`);
  if (expected === null || !Number.isFinite(Number(expected))) {
    assert.ok(name in metricsAbsent, `${what} is ${known[name]}, not ${expected}`);
    return;
  }
  assert.ok(name in known, `${what} is absent (${metricsAbsent[name]}), not ${expected}`);
  assertNear(known[name] * scale, Number(expected), decimals, what);
}

/** Equal to so many decimals, relative above one. */
export function assertNear(actual: number, expected: number, decimals = 8, what = ""): void {
  const tolerance = 0.5000001 * 10 ** -decimals * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what} is ${actual}, not ${expected}`);
}

/** A golden file beside the repository, or undefined. */
export function readGolden<T>(name: string): T | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(new URL(`../../../shared/golden/${name}`, import.meta.url)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * A test for each case of a golden file by its key, and one that none is left out: what can't be met stands in `notMet`, with the reason.
 */
export function goldenCases(
  system: string,
  file: string,
  cases: Readonly<Record<string, unknown>> | undefined,
  // deno-lint-ignore no-explicit-any -- each case has a shape of its own
  tests: Readonly<Record<string, (expected: any) => void>>,
  notMet: Readonly<Record<string, string>> = {},
): void {
  const note = cases === undefined ? ` (ignored: put ${file} at ../shared/golden beside the repository)` : "";
  for (const [key, test] of Object.entries(tests)) {
    Deno.test({
      name: `${system}'s ${key}${note}`,
      ignore: cases === undefined,
      fn() {
        assert.ok(key in cases!, `${file} has no case ${key}`);
        test(cases![key]);
      },
    });
  }
  Deno.test({
    name: `${system}'s cases in ${file} are all there${note}`,
    ignore: cases === undefined,
    fn() {
      const covered = new Set([...Object.keys(tests), ...Object.keys(notMet)]);
      assert.deepEqual(Object.keys(cases!).filter((key) => !covered.has(key)), []);
    },
  });
}

function compounded(returns: Float64Array): Float64Array {
  let value = 100;
  return returns.map((each) => value *= Number.isNaN(each) ? 1 : 1 + each);
}

function tradeWith(profit: number, i: number): TradeOutcome {
  return {
    instrument: "X",
    entryTimeMs: i * DAY_MS,
    exitTimeMs: (i + 1) * DAY_MS,
    entryBar: i,
    exitBar: i + 1,
    fees: 0,
    profit,
    returnPct: 100 * profit,
  };
}
