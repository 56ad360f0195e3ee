import { FACTORS, logGrowth } from "./growth.ts";

/** How returns go with those of a benchmark over the same periods; NaN where there are too few of them. */
export interface BenchmarkRelation {
  readonly count: number;
  /** Of the benchmark: mean and standard deviation (n − 1). */
  readonly mean: number;
  readonly deviation: number;
  readonly logGrowth: number;
  /** Covariance with the benchmark over its variance. */
  readonly beta: number;
  readonly correlation: number;
  /** Return less benchmark: mean and standard deviation (n − 1). */
  readonly activeMean: number;
  readonly activeDeviation: number;
  /** Periods better than the benchmark. */
  readonly ahead: number;
  /** Periods in which the benchmark rose, and in which it fell: how many, and what returns and benchmark grew by in them. */
  readonly up: MarketPeriods;
  readonly down: MarketPeriods;
}

/** Periods in which the market went one way; growths as logarithms. */
export interface MarketPeriods {
  readonly count: number;
  readonly logGrowth: number;
  readonly benchmarkLogGrowth: number;
}

/** Compares returns with a benchmark's, period by period, in two passes. */
export function relateToBenchmark(returns: Float64Array, benchmark: Float64Array): BenchmarkRelation {
  const count = returns.length;
  let sum = 0, benchmarkSum = 0, ahead = 0, ups = 0, downs = 0;
  for (let i = 0; i < count; i++) {
    sum += returns[i];
    benchmarkSum += benchmark[i];
    ahead += +(returns[i] > benchmark[i]);
    ups += +(benchmark[i] > 0);
    downs += +(benchmark[i] < 0);
  }
  const mean = benchmarkSum / count, ownMean = sum / count, activeMean = ownMean - mean;
  let squares = 0, ownSquares = 0, product = 0, activeSquares = 0;
  for (let i = 0; i < count; i++) {
    const off = benchmark[i] - mean,
      ownOff = returns[i] - ownMean,
      activeOff = returns[i] - benchmark[i] - activeMean;
    squares += off * off;
    ownSquares += ownOff * ownOff;
    product += off * ownOff;
    activeSquares += activeOff * activeOff;
  }
  return {
    count,
    mean,
    deviation: count < 2 ? NaN : Math.sqrt(squares / (count - 1)),
    logGrowth: logGrowth(benchmark),
    beta: product / squares,
    correlation: product / Math.sqrt(squares * ownSquares),
    activeMean,
    activeDeviation: count < 2 ? NaN : Math.sqrt(activeSquares / (count - 1)),
    ahead,
    ...periodsOf(returns, benchmark, ups, downs),
  };
}

/** Logarithms of what returns and benchmark grew by while the market rose, and while it fell; no branch on which way it went. */
function periodsOf(returns: Float64Array, benchmark: Float64Array, ups: number, downs: number) {
  let up = 0, marketUp = 0, down = 0, marketDown = 0;
  for (let from = 0; from < returns.length; from += FACTORS) {
    const to = Math.min(from + FACTORS, returns.length);
    let upProduct = 1, marketUpProduct = 1, downProduct = 1, marketDownProduct = 1, least = 0;
    for (let i = from; i < to; i++) {
      const market = benchmark[i], own = returns[i], rose = +(market > 0), fell = +(market < 0);
      upProduct *= 1 + own * rose;
      marketUpProduct *= 1 + market * rose;
      downProduct *= 1 + own * fell;
      marketDownProduct *= 1 + market * fell;
      if (market < least) least = market;
    }
    up += Math.log(upProduct);
    marketUp += Math.log(marketUpProduct);
    down += Math.log(downProduct);
    marketDown += least < -1 ? NaN : Math.log(marketDownProduct);
  }
  return {
    up: { count: ups, logGrowth: up, benchmarkLogGrowth: marketUp },
    down: { count: downs, logGrowth: down, benchmarkLogGrowth: marketDown },
  };
}
