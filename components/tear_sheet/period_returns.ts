import { dayOfClose } from "../../engine/analytics/daily_equity.ts";
import type { RunResult } from "../../engine/result.ts";
import { rolling } from "../../engine/analytics/returns/rolling.ts";

/** Returns of days, or of bars where those are longer: the time at which each ended, and the return as a fraction. */
export interface PeriodReturns {
  readonly timeMs: readonly number[];
  readonly returns: Float64Array;
}

/** A run's returns day by day, from the last equity of each. */
export function periodReturns(result: Pick<RunResult, "equity" | "dailyEquity">): PeriodReturns {
  const { timeMs, equity } = result.dailyEquity ?? result.equity;
  const ends: number[] = [], values: number[] = [];
  for (let k = 0; k < timeMs.length; k++) {
    const isLast = k + 1 === timeMs.length || dayOfClose(timeMs[k + 1]) !== dayOfClose(timeMs[k]);
    if (!isLast) continue;
    ends.push(timeMs[k]);
    values.push(equity[k]);
  }
  return {
    timeMs: ends.slice(1),
    returns: Float64Array.from(
      { length: Math.max(0, values.length - 1) },
      (_, k) => values[k + 1] / values[k] - 1,
    ),
  };
}

/** Sharpe ratio a year over a window that moves, at each return; NaN where there are fewer, or they don't vary. */
export function rollingSharpe(returns: Float64Array, window: number, periodsPerYear: number): Float64Array {
  return rolling(returns, window, (each) => {
    let sum = 0, squares = 0;
    for (const value of each) sum += value;
    const mean = sum / each.length;
    for (const value of each) squares += (value - mean) ** 2;
    const deviation = Math.sqrt(squares / (each.length - 1));
    return deviation > 0 ? mean / deviation * Math.sqrt(periodsPerYear) : NaN;
  });
}
