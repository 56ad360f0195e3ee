import { absent, type Metric, unless } from "../metric.ts";
import type { MarketPeriods } from "../returns/benchmark_relation.ts";
import { annualGrowth } from "../returns/growth.ts";
import { isZeroDeviation } from "../returns/period_returns.ts";
import type { BenchmarkReadings, Readings } from "./readings.ts";

/** Names of what needs a benchmark. */
const NAMES = [
  "benchmarkVolatilityPct",
  "benchmarkSharpe",
  "benchmarkMaxDrawdownPct",
  "benchmarkBeta",
  "benchmarkAlphaPct",
  "correlation",
  "rSquared",
  "activeReturnPct",
  "trackingErrorPct",
  "informationRatio",
  "capturePct",
  "upCapturePct",
  "downCapturePct",
  "aheadPct",
  "treynorPct",
  "mSquaredPct",
] as const;

/** Figures against a benchmark, by name. */
export type BenchmarkFigures = Record<typeof NAMES[number], Metric>;

/**
 * What it did beside the benchmark: the same money in every instrument at its first close, unless the input has another. Treynor: J. L.
 * Treynor, 1965. M²: F. and L. Modigliani, 1997. Alpha: M. C. Jensen, 1968.
 */
export function benchmarkFigures(readings: Readings): BenchmarkFigures {
  const { benchmark, why } = readings;
  if (why.noBenchmark || benchmark === undefined) {
    const reason = absent(why.noBenchmark || "no market to compare with");
    return Object.fromEntries(NAMES.map((name) => [name, reason])) as BenchmarkFigures;
  }
  return figuresAgainst(readings, benchmark);
}

function figuresAgainst(readings: Readings, { relation, under }: BenchmarkReadings): BenchmarkFigures {
  const { input, described, periodsPerYear: periods, why } = readings;
  const rows = input.equity.daily.length, riskFreePct = input.riskFreePct ?? 0;
  const { beta, correlation, deviation, activeMean, activeDeviation } = relation;
  const excessPct = 100 * described.mean * periods - riskFreePct;
  const marketExcessPct = 100 * relation.mean * periods - riskFreePct;
  const volatilityPct = 100 * deviation * Math.sqrt(periods);
  const noMarket = isZeroDeviation(deviation, relation.mean) && "the market stood still";
  const noActive = isZeroDeviation(activeDeviation, activeMean) &&
    "it moved as the market did, period by period";
  return {
    benchmarkVolatilityPct: volatilityPct,
    benchmarkSharpe: unless(noMarket, () => marketExcessPct / volatilityPct),
    benchmarkMaxDrawdownPct: 100 * under.maxDepth,
    benchmarkBeta: unless(noMarket, () => beta),
    benchmarkAlphaPct: unless(noMarket, () => excessPct - beta * marketExcessPct),
    correlation: unless(noMarket || why.noVariance, () => correlation),
    rSquared: unless(noMarket || why.noVariance, () => correlation ** 2),
    activeReturnPct: 100 * activeMean * periods,
    trackingErrorPct: 100 * activeDeviation * Math.sqrt(periods),
    informationRatio: unless(noActive, () => activeMean / activeDeviation * Math.sqrt(periods)),
    capturePct: captured(
      { count: rows, logGrowth: described.logGrowth, benchmarkLogGrowth: relation.logGrowth },
      periods,
    ),
    upCapturePct: relation.up.count === 0 ? absent("the market never rose") : captured(relation.up, periods),
    downCapturePct: relation.down.count === 0
      ? absent("the market never fell")
      : captured(relation.down, periods),
    aheadPct: 100 * relation.ahead / relation.count,
    treynorPct: unless(noMarket || (beta === 0 && "it didn't move with the market"), () => excessPct / beta),
    mSquaredPct: unless(
      why.noVariance,
      () => riskFreePct + excessPct / described.deviation * deviation,
    ),
  };
}

/** Growth a year in percent of the market's over the same periods, as empyrical counts it. */
function captured({ count, logGrowth, benchmarkLogGrowth }: MarketPeriods, periods: number): Metric {
  if (!(benchmarkLogGrowth > -Infinity)) return absent("the market fell to zero or below");
  const market = annualGrowth(benchmarkLogGrowth, count, periods);
  if (market === 0) return absent("the market ended where it began");
  return 100 * annualGrowth(logGrowth, count, periods) / market;
}
