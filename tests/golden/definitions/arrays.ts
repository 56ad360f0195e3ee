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

/** The mean of the first `length` values, then k of the way from what was to the new value. */
export function smoothed(x: number[], length: number, k: number): number[] {
  let value = mean(x.slice(0, length));
  return x.map((newest, i) => {
    if (i >= length) value += k * (newest - value);
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

/** The values of `count` bars before; NaN where there are none. */
export const ago = (x: number[], count: number) => x.map((_, i) => i < count ? NaN : x[i - count]);

/** What `compute` says of the series from its first value on, the bars before left as they are. */
export function fromFirst(x: number[], compute: (tail: number[]) => number[]): number[] {
  const first = x.findIndex((value) => !Number.isNaN(value));
  return first < 0 ? x : late(x.length, compute(x.slice(first)));
}

/** Exponential average of a series that may begin late, seeded with the mean of its first `length` values. */
export function emaOf(x: number[], length: number, k = 2 / (length + 1)): number[] {
  return fromFirst(x, (tail) => smoothed(tail, length, k));
}

/** Mean of each window of a series that may begin late. */
export const smaOf = (x: number[], length: number) => fromFirst(x, (tail) => windows(tail, length, mean));

/** Linearly weighted mean of each window of a series that may begin late: weights 1, the oldest, to `length`. */
export const wmaOf = (x: number[], length: number) =>
  fromFirst(
    x,
    (tail) =>
      windows(
        tail,
        length,
        (window) => sum(window.map((value, j) => value * (j + 1))) / sum(window.map((_, j) => j + 1)),
      ),
  );

/** Greatest of each window of a series that may begin late. */
export const highestOf = (x: number[], length: number) =>
  fromFirst(x, (tail) => windows(tail, length, (window) => Math.max(...window)));

/** Least of each window of a series that may begin late. */
export const lowestOf = (x: number[], length: number) =>
  fromFirst(x, (tail) => windows(tail, length, (window) => Math.min(...window)));

/** Sum of each window of a series that may begin late. */
export const sumsOf = (x: number[], length: number) => fromFirst(x, (tail) => windows(tail, length, sum));

/** Average true range of each bar, Wilder's. */
export const atrOf = (high: number[], low: number[], close: number[], length: number) =>
  emaOf(trueRanges(high, low, close), length, 1 / length);

/** Each output only where all of them have a value. */
export function together(outputs: number[][]): number[][] {
  return outputs.map((output) =>
    output.map((x, i) => outputs.some((each) => Number.isNaN(each[i])) ? NaN : x)
  );
}
