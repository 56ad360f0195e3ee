import { type Definition, late, smoothed } from "./arrays.ts";

/** Indicators of this category by name, written out from their formulas. */
export const momentum: Readonly<Record<string, Definition>> = {
  rsi: ([x], { length }) => {
    const changes = x.slice(1).map((value, i) => value - x[i]);
    const gains = smoothed(changes.map((change) => change > 0 ? change : 0), length, 1 / length);
    const losses = smoothed(changes.map((change) => change < 0 ? -change : 0), length, 1 / length);
    return [
      late(
        x.length,
        gains.map((gain, i) => gain === 0 && losses[i] === 0 ? 0 : 100 * gain / (gain + losses[i])),
      ),
    ];
  },
  macd: ([x], { fast, slow, signal }) => {
    const fastValues = late(x.length, smoothed(x.slice(slow - fast), fast, 2 / (fast + 1)));
    const slowValues = smoothed(x, slow, 2 / (slow + 1));
    const macds = fastValues.map((value, i) => value - slowValues[i]);
    const signals = late(x.length, smoothed(macds.slice(slow - 1), signal, 2 / (signal + 1)));
    return [
      macds.map((value, i) => Number.isNaN(signals[i]) ? NaN : value),
      signals,
      macds.map((value, i) => value - signals[i]),
    ];
  },
};
