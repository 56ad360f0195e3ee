import { absent, type Metric, unless } from "../metric.ts";
import {
  deflatedSharpe,
  type MeasuredSharpe,
  minimumTrackRecord,
  probabilisticSharpe,
  sharpeError,
} from "../returns/sharpe_confidence.ts";
import type { Readings } from "./readings.ts";

/** Confidence that a track record must give. */
const CONFIDENCE = 0.95;

/** How far the Sharpe ratio may be believed. */
export function confidenceFigures(readings: Readings) {
  const { input, described, periodsPerYear: periods, why } = readings;
  const { riskFreePct = 0, trials } = input;
  const measured: MeasuredSharpe = {
    sharpe: (described.mean - riskFreePct / 100 / periods) / described.deviation,
    count: described.count,
    skew: described.skew,
    kurtosis: described.kurtosis,
  };
  const noError = why.noVariance ||
    (!(sharpeError(measured) > 0) && "returns are too skewed for their Sharpe ratio to have an error");
  return {
    sharpeError: unless(noError, () => sharpeError(measured) * Math.sqrt(periods)),
    probabilisticSharpePct: unless(noError, () => 100 * probabilisticSharpe(measured)),
    deflatedSharpePct: trials === undefined ? absent("how many variants were tried isn't known") : unless(
      noError,
      () => 100 * deflatedSharpe(measured, trials.count, trials.sharpeVariance / periods),
    ),
    minTrackRecordYears: unless(
      noError || (!(measured.sharpe > 0) && "the Sharpe ratio isn't above zero"),
      () => minimumTrackRecord(measured, CONFIDENCE) / periods,
    ),
  } satisfies Record<string, Metric>;
}
