import { DAY_MS } from "../daily_equity.ts";
import type { MetricsInput } from "../metrics.ts";
import { type MonthlyReturn, monthlyReturns } from "../monthly_returns.ts";
import { type BenchmarkRelation, relateToBenchmark } from "../returns/benchmark_relation.ts";
import { describeReturns, isZeroDeviation, type PeriodReturns } from "../returns/period_returns.ts";
import { quantiles } from "../returns/quantiles.ts";
import { type Underwater, underwater } from "../returns/underwater.ts";

/** Shares at which returns are parted: outliers, the worst and best in twenty, the quarters. */
const SHARES = [0.01, 0.05, 0.25, 0.75, 0.95, 0.99];

/** The lower one of {@link Readings.tails} is what one period in twenty is worse than. */
const TAIL_SHARE = 0.05;

/** What the figures of all conventions are made of, read from the generators once. Returns are fractions a period: 0.01 is 1 %. */
export interface Readings {
  readonly input: MetricsInput;
  readonly periodsPerYear: number;
  /** Closes of the periods, with the one before the first return where there is one. */
  readonly closes: Float64Array;
  readonly returns: Float64Array;
  /** UTC days on which those returns ended. */
  readonly days: Int32Array;
  readonly described: PeriodReturns;
  readonly tails: Tails;
  readonly under: Underwater;
  readonly benchmark: BenchmarkReadings | undefined;
  readonly monthly: readonly number[];
  readonly yearly: readonly number[];
  /** Reasons for which figures can't be known, false where they can. */
  readonly why: Whys;
}

/** Quantiles of the returns, NaN where there are none. */
export interface Tails {
  readonly percentiles: Readonly<Record<1 | 5 | 25 | 75 | 95 | 99, number>>;
  /** Mean of the returns up to the lower twentieth: of the ⌊(n − 1)·0.05⌋ + 1 smallest. */
  readonly shortfall: number;
}

/** A benchmark's side of the same periods. */
export interface BenchmarkReadings {
  readonly returns: Float64Array;
  readonly relation: BenchmarkRelation;
  readonly under: Underwater;
}

/** See {@link Readings.why}. */
export interface Whys {
  readonly noBars: string | false;
  readonly noReturns: string | false;
  readonly noVariance: string | false;
  readonly noDrawdown: string | false;
  readonly noLoss: string | false;
  readonly noGain: string | false;
  readonly noBenchmark: string | false;
  readonly noTrades: string | false;
  readonly noWins: string | false;
  readonly noLosses: string | false;
}

/** Reads the generators: a few passes over the periods. */
export function read(input: MetricsInput, periodsPerYear: number): Readings {
  const { equity } = input;
  const base = isMeasuredFromStart(input) ? equity.initialEquity : undefined;
  const returns = equity.daily.returns(base);
  const described = describeReturns(returns), months = monthlyReturns(equity);
  return {
    input,
    periodsPerYear,
    closes: equity.daily.closes,
    returns,
    days: base === undefined ? equity.daily.days.subarray(1) : equity.daily.days,
    described,
    why: whysOf(input, described),
    tails: tailsOf(returns),
    under: underwater(equity.daily.closes, base),
    benchmark: benchmarkOf(input, base, returns),
    monthly: months.map(({ returnPct }) => returnPct / 100),
    yearly: yearlyReturns(months),
  };
}

/** The returns with gains and losses counted from a threshold. */
export function describedFrom({ returns, described }: Readings, threshold: number): PeriodReturns {
  return threshold === 0 ? described : describeReturns(returns, threshold);
}

/** Bars shorter than a day have their first return on the first day, from the initial equity. */
function isMeasuredFromStart({ firstReturn, timeframe }: MetricsInput): boolean {
  return firstReturn === undefined ? timeframe.spanMs < DAY_MS : firstReturn === "from_initial_equity";
}

function tailsOf(returns: Float64Array): Tails {
  const parted = returns.slice(), count = Math.floor((returns.length - 1) * TAIL_SHARE) + 1;
  const [p1, p5, p25, p75, p95, p99] = quantiles(parted, SHARES);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += parted[i];
  return { percentiles: { 1: p1, 5: p5, 25: p25, 75: p75, 95: p95, 99: p99 }, shortfall: sum / count };
}

function benchmarkOf(
  { equity }: MetricsInput,
  base: number | undefined,
  returns: Float64Array,
): BenchmarkReadings | undefined {
  const benchmark = equity.daily.benchmarkReturns(base);
  if (benchmark === undefined || benchmark.length < 2) return undefined;
  return {
    returns: benchmark,
    relation: relateToBenchmark(returns, benchmark),
    under: underwater(equity.daily.benchmark, base),
  };
}

function yearlyReturns(months: readonly MonthlyReturn[]): number[] {
  const byYear = new Map<number, number>();
  for (const { year, returnPct } of months) {
    byYear.set(year, (byYear.get(year) ?? 1) * (1 + returnPct / 100));
  }
  return [...byYear.values()].map((growth) => growth - 1);
}

function whysOf({ equity, trades }: MetricsInput, described: PeriodReturns): Whys {
  const { drawdowns, daily } = equity;
  const noBars = equity.steps === 0 && "no bars";
  const noReturns = noBars || whyNoReturns(daily.closes, described.count);
  const noTrades = trades.count === 0 && "no closed trades";
  return {
    noBars,
    noReturns,
    noVariance: noReturns || (isZeroDeviation(described.deviation, described.mean) && "returns never varied"),
    noDrawdown: noBars || (drawdowns.count === 0 && "equity never fell below its peak"),
    noLoss: noReturns || (described.downs === 0 && "no period lost money"),
    noGain: noReturns || (described.ups === 0 && "no period made money"),
    noBenchmark: noReturns || (!hasBenchmark(daily.benchmark) && "no market to compare with"),
    noTrades,
    noWins: noTrades || (trades.wins === 0 && "no winning trades"),
    noLosses: noTrades || (trades.losses === 0 && "no losing trades"),
  };
}

/** Why returns can't be described, if they can't. */
export function whyNoReturns(closes: Float64Array, count: number): string | false {
  for (let i = 0; i < closes.length; i++) if (!(closes[i] > 0)) return "equity fell to zero or below";
  return count < 2 && "fewer than two daily (or longer) returns";
}

function hasBenchmark(benchmark: Float64Array): boolean {
  for (let i = 0; i < benchmark.length; i++) if (benchmark[i] !== benchmark[i]) return false;
  return benchmark.length > 0;
}
