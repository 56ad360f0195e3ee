import { logGrowth } from "./growth.ts";

/** What a series of returns is like; NaN where there are too few of them. */
export interface PeriodReturns {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation, n − 1. */
  readonly deviation: number;
  /** Root of the mean square of what is below the threshold, over all n. */
  readonly downsideDeviation: number;
  /** The same with third powers and the third root: the third lower partial moment. */
  readonly downsideThird: number;
  /** Logarithm of what one unit of money became; NaN where more than all was lost. */
  readonly logGrowth: number;
  /** Geometric mean. */
  readonly geometricMean: number;
  /** Third central moment over σ³, n in both (0 for a normal distribution). */
  readonly skew: number;
  /** Fourth central moment over σ⁴ less 3, n in both (0 for a normal distribution). */
  readonly kurtosis: number;
  /** Correlation of each return with the one before. */
  readonly autocorrelation: number;
  /** Sum of what is above the threshold, and of what is below it (zero or negative). */
  readonly gains: number;
  readonly losses: number;
  /** Returns above zero, below zero, and the longest runs of both. */
  readonly ups: number;
  readonly downs: number;
  readonly upsInRowMax: number;
  readonly downsInRowMax: number;
  /** Sums of the returns above zero, and of those below it. */
  readonly upSum: number;
  readonly downSum: number;
  readonly best: number;
  readonly worst: number;
}

/** Describes returns (0.01 is 1 %), in two passes; gains, losses and downside are counted from `threshold`. */
export function describeReturns(returns: Float64Array, threshold = 0): PeriodReturns {
  const count = returns.length;
  const log = logGrowth(returns);
  const { sum, ...signs } = countSigns(returns);
  const mean = sum / count;
  let gains = 0, losses = 0, downSquares = 0, downCubes = 0;
  let squares = 0, cubes = 0, fourths = 0, lagged = 0, before = 0;
  for (let i = 0; i < count; i++) {
    const off = returns[i] - mean, square = off * off;
    squares += square;
    cubes += square * off;
    fourths += square * square;
    lagged += off * before;
    before = off;
    const above = returns[i] - threshold, below = above * +(above < 0), belowSquare = below * below;
    losses += below;
    gains += above - below;
    downSquares += belowSquare;
    downCubes -= belowSquare * below;
  }
  const variance = squares / count;
  return {
    count,
    mean,
    deviation: count < 2 ? NaN : Math.sqrt(squares / (count - 1)),
    downsideDeviation: Math.sqrt(downSquares / count),
    downsideThird: Math.cbrt(downCubes / count),
    logGrowth: count === 0 ? NaN : log,
    geometricMean: Math.expm1(log / count),
    skew: cubes / count / variance ** 1.5,
    kurtosis: fourths / count / variance ** 2 - 3,
    autocorrelation: lagged / squares,
    gains,
    losses,
    ...signs,
  };
}

/** Free of branches: which way a return goes can't be foretold, and a branch that is can't either (6 ns a return with them, 2 without). */
function countSigns(returns: Float64Array) {
  let upSum = 0, downSum = 0, ups = 0, downs = 0;
  let best = returns.length > 0 ? returns[0] : NaN, worst = best;
  let upsInRow = 0, downsInRow = 0, upsInRowMax = 0, downsInRowMax = 0;
  for (let i = 0; i < returns.length; i++) {
    const value = returns[i], up = +(value > 0), down = +(value < 0);
    upSum += value * up;
    downSum += value * down;
    ups += up;
    downs += down;
    upsInRow = Math.imul(upsInRow + 1, up);
    downsInRow = Math.imul(downsInRow + 1, down);
    upsInRowMax = Math.max(upsInRowMax, upsInRow);
    downsInRowMax = Math.max(downsInRowMax, downsInRow);
    best = Math.max(best, value);
    worst = Math.min(worst, value);
  }
  return { sum: upSum + downSum, upSum, downSum, ups, downs, upsInRowMax, downsInRowMax, best, worst };
}

/**
 * Skew as the unbiased estimate of a normal population: × √(n(n − 1)) / (n − 2). What pandas and quantstats print (G₁ of D. N. Joanes
 * and C. A. Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47, 1998); NaN with fewer than three.
 */
export function sampleSkew({ count, skew }: PeriodReturns): number {
  return count < 3 ? NaN : skew * Math.sqrt(count * (count - 1)) / (count - 2);
}

/** Excess kurtosis likewise (G₂ there): ((n + 1)·g₂ + 6)·(n − 1) / ((n − 2)(n − 3)); NaN with fewer than four. */
export function sampleKurtosis({ count, kurtosis }: PeriodReturns): number {
  return count < 4 ? NaN : ((count + 1) * kurtosis + 6) * (count - 1) / ((count - 2) * (count - 3));
}

/** Whether a deviation is nothing but rounding. */
export function isZeroDeviation(deviation: number, mean: number): boolean {
  return deviation <= 1e-15 + 1e-12 * Math.abs(mean);
}
