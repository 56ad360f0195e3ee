import { type Definition, deviation, windows } from "./arrays.ts";

/** Indicators of this category by name, written out from their formulas. */
export const statistics: Readonly<Record<string, Definition>> = {
  highest: ([x], { length }) => [windows(x, length, (window) => Math.max(...window))],
  lowest: ([x], { length }) => [windows(x, length, (window) => Math.min(...window))],
  standard_deviation: ([x], { length }) => [windows(x, length, deviation)],
};
