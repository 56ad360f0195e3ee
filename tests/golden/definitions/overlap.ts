import { type Definition, deviation, mean, smoothed, sum, windows } from "./arrays.ts";

/** Indicators of this category by name, written out from their formulas. */
export const overlap: Readonly<Record<string, Definition>> = {
  sma: ([x], { length }) => [windows(x, length, mean)],
  ema: ([x], { length }) => [smoothed(x, length, 2 / (length + 1))],
  wma: ([x], { length }) => [
    windows(
      x,
      length,
      (window) => sum(window.map((value, j) => value * (j + 1))) / sum(window.map((_, j) => j + 1)),
    ),
  ],
  bollinger: ([x], { length, deviations }) => [
    windows(x, length, (window) => mean(window) + deviations * deviation(window)),
    windows(x, length, mean),
    windows(x, length, (window) => mean(window) - deviations * deviation(window)),
  ],
  donchian: ([high, low], { length }) => {
    const upper = windows(high, length, (window) => Math.max(...window));
    const lower = windows(low, length, (window) => Math.min(...window));
    return [upper, upper.map((top, i) => (top + lower[i]) / 2), lower];
  },
};
