import type { Definition } from "../arrays.ts";
import { type Candle, firstOf, pattern, says } from "./candle.ts";

/** Within the range of the candle before. */
const isInside = (before: Candle, x: Candle) => x.high < before.high && x.low > before.low;
const sinks = (before: Candle, x: Candle) => x.high < before.high && x.low < before.low;
const climbs = (before: Candle, x: Candle) => x.high > before.high && x.low > before.low;

/**
 * A pattern and its confirmation: one of the three candles after its last one, the first that closes beyond the candle before its last, unless
 * another pattern has come in between. It is looked for from three bars before the first value.
 */
function confirmed(found: Definition, lookback: number): Definition {
  return (columns, params) => {
    const [, highs, lows, closes] = columns, [founds] = found(columns, params);
    const isBeyond = (i: number, last: number) =>
      founds[last] > 0 ? closes[i] > highs[last - 1] : closes[i] < lows[last - 1];
    const value = (i: number) => {
      if (founds[i] !== 0) return founds[i];
      const last = [i - 1, i - 2, i - 3].find((j) => founds[j] > 0 || founds[j] < 0);
      if (last === undefined || !isBeyond(i, last)) return 0;
      const earlier = Array.from({ length: i - last - 1 }, (_, k) => last + 1 + k);
      return earlier.some((j) => isBeyond(j, last)) ? 0 : 2 * founds[last];
    };
    return [closes.map((_, i) => i < lookback ? NaN : value(i))];
  };
}

/** Patterns that may be confirmed later. */
export const hikkakes: Readonly<Record<string, Definition>> = {
  hikkake: confirmed(
    pattern(
      3,
      2,
      ([a, b, c]) =>
        firstOf(says(100, isInside(a, b), sinks(b, c)), says(-100, isInside(a, b), climbs(b, c))),
    ),
    5,
  ),
  modified_hikkake: confirmed(
    pattern(4, 7, ([a, b, c, d]) => {
      const narrows = isInside(a, b) && isInside(b, c);
      return firstOf(
        says(100, narrows, sinks(c, d), b.close <= b.low + b.is("Near")),
        says(-100, narrows, climbs(c, d), b.close >= b.high - b.is("Near")),
      );
    }),
    10,
  ),
};
