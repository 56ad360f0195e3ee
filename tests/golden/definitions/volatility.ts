import { type Definition, late, smoothed, trueRanges } from "./arrays.ts";

/** Indicators of this category by name, written out from their formulas. */
export const volatility: Readonly<Record<string, Definition>> = {
  true_range: ([high, low, close]) => [trueRanges(high, low, close)],
  atr: ([high, low, close], { length }) => [
    late(high.length, smoothed(trueRanges(high, low, close).slice(1), length, 1 / length)),
  ],
};
