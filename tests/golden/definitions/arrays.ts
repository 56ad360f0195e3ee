/** What definitions are written with: plain arrays, slow and obvious. */

/** Parameters of an indicator. */
export type Params = Record<string, number>;

/** Outputs of an indicator, in its order, from input columns without gaps, in its order. NaN where there is no value yet. */
export type Definition = (inputs: number[][], params: Params) => number[][];

/** Of all values. */
export const sum = (x: number[]) => x.reduce((total, value) => total + value, 0);
/** Their arithmetic mean. */
export const mean = (x: number[]) => sum(x) / x.length;
/** Standard deviation of the population. */
export const deviation = (x: number[]) => Math.sqrt(mean(x.map((value) => (value - mean(x)) ** 2)));

/** What `measure` says of each window of `length` values. */
export function windows(x: number[], length: number, measure: (window: number[]) => number): number[] {
  return x.map((_, i) => i < length - 1 ? NaN : measure(x.slice(i - length + 1, i + 1)));
}

/** The mean of the first `length` values, then k parts of the new value to 1 − k parts of what was. */
export function smoothed(x: number[], length: number, k: number): number[] {
  let value = mean(x.slice(0, length));
  return x.map((newest, i) => {
    if (i >= length) value = k * newest + (1 - k) * value;
    return i < length - 1 ? NaN : value;
  });
}

/** Wilder's true range of each bar; NaN for the first, which has no bar before it. */
export function trueRanges(high: number[], low: number[], close: number[]): number[] {
  return high.map((top, i) =>
    i === 0 ? NaN : Math.max(top - low[i], Math.abs(top - close[i - 1]), Math.abs(low[i] - close[i - 1]))
  );
}

/** The series as the last ones of `length` bars. */
export function late(length: number, x: number[]): number[] {
  return [...new Array(length).fill(NaN), ...x].slice(-length || Infinity);
}
