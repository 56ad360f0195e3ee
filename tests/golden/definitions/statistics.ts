import {
  ago,
  type Definition,
  deviation,
  fromFirst,
  highestOf,
  lowestOf,
  mean,
  smaOf,
  sum,
  windows,
} from "./arrays.ts";

const isFlat = (window: number[]) => window.every((x) => x === window[0]);
/** Deviations from the mean, of values less the first: a difference of nearly equal values loses nothing, a sum of them would. */
function centered(window: number[]): number[] {
  const apart = window.map((x) => x - window[0]);
  return apart.map((x) => x - mean(apart));
}
const sorted = (window: number[]) => window.toSorted((a, b) => a - b);
const returnsOf = (x: number[]) => x.map((value, i) => i === 0 ? NaN : value / x[i - 1] - 1);

/** Place q·(count − 1) of the values in order. */
function quantileOf(window: number[], q: number): number {
  const place = q * (window.length - 1), values = sorted(window), low = Math.floor(place);
  return values[low] + (place - low) * ((values[low + 1] ?? values[low]) - values[low]);
}

/** Sums of squares and of products of the deviations of two windows. */
function covariance(x: number[], y: number[]): { xx: number; yy: number; xy: number } {
  const a = centered(x), b = centered(y);
  return { xx: sum(a.map((v) => v * v)), yy: sum(b.map((v) => v * v)), xy: sum(a.map((v, i) => v * b[i])) };
}

type Pair = ReturnType<typeof covariance>;

/** What `measure` says of each window of `length` pairs; both series may begin late. */
function pairs(x: number[], y: number[], length: number, measure: (pair: Pair) => number): number[] {
  return x.map((_, i) => {
    const from = i - length + 1, first = x.slice(from, i + 1), second = y.slice(from, i + 1);
    if (from < 0 || [...first, ...second].some(Number.isNaN)) return NaN;
    return measure(covariance(first, second));
  });
}

const correlationOf = ({ xx, yy, xy }: Pair) => xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);

/** The line closest to a window, over 0 to length − 1: its value at 0 and its slope. */
function lineOf(window: number[]): { start: number; slope: number } {
  const steps = window.map((_, j) => j), { xx, xy } = covariance(steps, window), slope = xy / xx;
  return { start: mean(window) - slope * mean(steps), slope };
}

/** Number of the bar with the newest extreme of each window. */
const extremeBars = (x: number[], length: number, pick: (...values: number[]) => number) =>
  x.map((_, i) => i < length - 1 ? NaN : x.lastIndexOf(pick(...x.slice(i - length + 1, i + 1)), i));

/** R/S of a piece; 0 where its values are all equal. */
function rescaledRange(piece: number[]): number {
  if (isFlat(piece)) return 0;
  const deviations = piece.map((x) => x - mean(piece));
  const sums = [0, ...deviations.map((_, j) => sum(deviations.slice(0, j + 1)))];
  return (Math.max(...sums) - Math.min(...sums)) / deviation(piece);
}

function hurstOf(changes: number[]): number {
  const sizes: number[] = [], ranges: number[] = [];
  for (let size = changes.length; size >= 8; size = Math.floor(size / 2)) {
    const newestFirst = Array.from(
      { length: Math.floor(changes.length / size) },
      (_, k) => changes.slice(changes.length - (k + 1) * size, changes.length - k * size),
    );
    const moving = newestFirst.map(rescaledRange).filter((range) => range > 0);
    if (moving.length === 0) continue;
    sizes.push(Math.log(size));
    ranges.push(Math.log(mean(moving)));
  }
  if (sizes.length < 2) return 0.5;
  const { xx, xy } = covariance(sizes, ranges);
  return xy / xx;
}

/** Indicators of this category by name, written out from their formulas. */
export const statistics: Readonly<Record<string, Definition>> = {
  highest: ([x], { length }) => [windows(x, length, (window) => Math.max(...window))],
  lowest: ([x], { length }) => [windows(x, length, (window) => Math.min(...window))],
  min_max: ([x], { length }) => [lowestOf(x, length), highestOf(x, length)],
  highest_index: ([x], { length }) => [extremeBars(x, length, Math.max)],
  lowest_index: ([x], { length }) => [extremeBars(x, length, Math.min)],
  min_max_index: ([x], { length }) => [extremeBars(x, length, Math.min), extremeBars(x, length, Math.max)],
  sum: ([x], { length }) => [windows(x, length, sum)],
  standard_deviation: ([x], { length, deviations }) => [
    windows(x, length, (window) => deviations * deviation(window)),
  ],
  variance: ([x], { length }) => [windows(x, length, (window) => deviation(window) ** 2)],
  average_deviation: ([x], { length }) => [
    windows(x, length, (window) => mean(centered(window).map(Math.abs))),
  ],
  mean_distance: ([x], { length }) => {
    const means = smaOf(x, length);
    return [smaOf(x.map((value, i) => Math.abs(value - means[i])), length)];
  },
  median: ([x], { length }) => [windows(x, length, (window) => quantileOf(window, 0.5))],
  quantile: ([x], { length, q }) => [windows(x, length, (window) => quantileOf(window, q))],
  median_deviation: ([x], { length }) => [
    windows(x, length, (window) => {
      const middle = quantileOf(window, 0.5);
      return quantileOf(window.map((value) => Math.abs(value - middle)), 0.5);
    }),
  ],
  percent_rank: ([x], { length }) => [
    windows(x, length + 1, (window) => {
      const newest = window[length];
      return 100 * window.slice(0, length).filter((value) => value <= newest).length / length;
    }),
  ],
  zscore: ([x], { length }) => [
    windows(x, length, (window) => isFlat(window) ? 0 : centered(window)[length - 1] / deviation(window)),
  ],
  skewness: ([x], { length }) => [
    windows(
      x,
      length,
      (window) =>
        isFlat(window) ? 0 : mean(centered(window).map((v) => v ** 3)) / deviation(centered(window)) ** 3,
    ),
  ],
  kurtosis: ([x], { length }) => [
    windows(
      x,
      length,
      (window) =>
        isFlat(window) ? 0 : mean(centered(window).map((v) => v ** 4)) / deviation(centered(window)) ** 4 - 3,
    ),
  ],
  linear_regression: ([x], { length }) => [
    windows(x, length, (window) => lineOf(window).start + lineOf(window).slope * (length - 1)),
  ],
  linear_regression_intercept: ([x], { length }) => [windows(x, length, (window) => lineOf(window).start)],
  linear_regression_slope: ([x], { length }) => [windows(x, length, (window) => lineOf(window).slope)],
  linear_regression_angle: ([x], { length }) => [
    windows(x, length, (window) => 180 * Math.atan(lineOf(window).slope) / Math.PI),
  ],
  time_series_forecast: ([x], { length }) => [
    windows(x, length, (window) => lineOf(window).start + lineOf(window).slope * length),
  ],
  correlation: ([x, y], { length }) => [pairs(x, y, length, correlationOf)],
  return_correlation: ([x, y], { length }) => [pairs(returnsOf(x), returnsOf(y), length, correlationOf)],
  beta: ([x, y], { length }) => [
    pairs(returnsOf(x), returnsOf(y), length, ({ xx, xy }) => xx === 0 ? 0 : xy / xx),
  ],
  market_beta: ([y, x], { length }) => [
    pairs(returnsOf(x), returnsOf(y), length, ({ yy, xy }) => yy === 0 ? 0 : xy / yy),
  ],
  autocorrelation: ([x], { length, lag }) => [pairs(x, ago(x, lag), length, correlationOf)],
  hurst: ([x], { length }) => [
    fromFirst(
      x.map((value, i) => i === 0 ? NaN : value - x[i - 1]),
      (tail) => windows(tail, length, hurstOf),
    ),
  ],
  local_extremes: ([high, low], { order }) => {
    const found = (x: number[], sign: number) =>
      x.map((_, i) => {
        for (let j = i - order; j >= order; j--) {
          const around = [...x.slice(j - order, j), ...x.slice(j + 1, j + order + 1)];
          if (around.every((other) => sign * x[j] > sign * other)) return x[j];
        }
        if (i < 2 * order) return NaN;
        return sign * Math.max(...x.slice(0, i + 1).map((value) => sign * value));
      });
    return [found(high, 1), found(low, -1)];
  },
};
