/** Moments of a series of returns; NaN where there are too few of them. */
export interface PeriodReturns {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation, n − 1. */
  readonly deviation: number;
  /** Root of the mean square of what is below zero, over all n. */
  readonly downsideDeviation: number;
  /** Geometric mean. */
  readonly geometricMean: number;
}

/** Describes returns (0.01 is 1 %), two passes. */
export function describeReturns(returns: Float64Array): PeriodReturns {
  const count = returns.length;
  let sum = 0, logSum = 0;
  for (let i = 0; i < count; i++) {
    sum += returns[i];
    logSum += Math.log1p(returns[i]);
  }
  const mean = sum / count;
  let squares = 0, downSquares = 0;
  for (let i = 0; i < count; i++) {
    squares += (returns[i] - mean) ** 2;
    if (returns[i] < 0) downSquares += returns[i] ** 2;
  }
  return {
    count,
    mean,
    deviation: count < 2 ? NaN : Math.sqrt(squares / (count - 1)),
    downsideDeviation: Math.sqrt(downSquares / count),
    geometricMean: Math.expm1(logSum / count),
  };
}

/** Whether a deviation is nothing but rounding. */
export function isZeroDeviation(deviation: number, mean: number): boolean {
  return deviation <= 1e-15 + 1e-12 * Math.abs(mean);
}
