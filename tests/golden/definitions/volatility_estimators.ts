import { type Definition, fromFirst, mean, sum, windows } from "./arrays.ts";

const logsOf = (upper: number[], lower: number[]) => upper.map((x, i) => Math.log(x / lower[i]));
const changesOf = (x: number[]) => x.map((value, i) => i === 0 ? NaN : Math.log(value / x[i - 1]));

/** Variance of the sample. */
const variance = (x: number[]) => sum(x.map((value) => (value - mean(x)) ** 2)) / (x.length - 1);

/** What `measure` says of each window of a series that may begin late. */
const figures = (x: number[], length: number, measure: (window: number[]) => number) =>
  fromFirst(x, (tail) => windows(tail, length, measure));

const yearly = (variances: number[], periodsPerYear: number) =>
  variances.map((x) => Math.sqrt(periodsPerYear * x));

const rogersSatchell = ([open, high, low, close]: number[][]) => {
  const highClose = logsOf(high, close), highOpen = logsOf(high, open);
  const lowClose = logsOf(low, close), lowOpen = logsOf(low, open);
  return open.map((_, i) => highClose[i] * highOpen[i] + lowClose[i] * lowOpen[i]);
};

/** Estimates of volatility by name, written out from their formulas. */
export const volatilityEstimators: Readonly<Record<string, Definition>> = {
  historical_volatility: ([x], { length, periodsPerYear }) => [
    yearly(figures(changesOf(x), length, variance), periodsPerYear),
  ],
  realised_volatility: ([x], { length, periodsPerYear }) => [
    yearly(figures(changesOf(x).map((change) => change ** 2), length, mean), periodsPerYear),
  ],
  parkinson: ([high, low], { length, periodsPerYear }) => [
    yearly(
      figures(logsOf(high, low).map((range) => range ** 2 / (4 * Math.log(2))), length, mean),
      periodsPerYear,
    ),
  ],
  garman_klass: ([open, high, low, close], { length, periodsPerYear }) => {
    const ranges = logsOf(high, low), bodies = logsOf(close, open);
    const terms = ranges.map((range, i) => range ** 2 / 2 - (2 * Math.log(2) - 1) * bodies[i] ** 2);
    return [yearly(figures(terms, length, mean), periodsPerYear)];
  },
  rogers_satchell: (inputs, { length, periodsPerYear }) => [
    yearly(figures(rogersSatchell(inputs), length, mean), periodsPerYear),
  ],
  yang_zhang: (inputs, { length, periodsPerYear }) => {
    const [open, , , close] = inputs, k = 0.34 / (1.34 + (length + 1) / (length - 1));
    const gaps = figures(open.map((x, i) => i === 0 ? NaN : Math.log(x / close[i - 1])), length, variance);
    const bodies = figures(logsOf(close, open), length, variance);
    const drifts = figures(rogersSatchell(inputs), length, mean);
    return [yearly(gaps.map((gap, i) => gap + k * bodies[i] + (1 - k) * drifts[i]), periodsPerYear)];
  },
};
