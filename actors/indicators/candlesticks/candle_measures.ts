import type { CandleMeasure } from "./candle_settings.ts";

/** Prices of candles: that of candle k at k + shift; `end` stands behind the last candle. */
export interface CandlePrices {
  readonly opens: Float64Array;
  readonly highs: Float64Array;
  readonly lows: Float64Array;
  readonly closes: Float64Array;
  readonly shift: number;
  readonly end: number;
}

/** Measures every candle. */
export type Measure = (prices: CandlePrices, target: Float64Array) => void;

/**
 * How each measure is taken. An end of the body is picked by multiplying with 1 and 0: a candle's color is as good as chance, and Math.max
 * branches on it. Shadows together are the sum of the columns of both.
 */
export const MEASURES: Readonly<Record<Exclude<CandleMeasure, "shadows">, Measure>> = {
  body({ opens, closes, shift, end }, target) {
    for (let k = 0; k < end; k++) target[k] = Math.abs(closes[k + shift] - opens[k + shift]);
  },

  range({ highs, lows, shift, end }, target) {
    for (let k = 0; k < end; k++) target[k] = highs[k + shift] - lows[k + shift];
  },

  upperShadow({ opens, highs, closes, shift, end }, target) {
    for (let k = 0; k < end; k++) {
      const at = k + shift, open = opens[at], close = closes[at], isWhite = Number(close >= open);
      target[k] = highs[at] - (isWhite * close + (1 - isWhite) * open);
    }
  },

  lowerShadow({ opens, lows, closes, shift, end }, target) {
    for (let k = 0; k < end; k++) {
      const at = k + shift, open = opens[at], close = closes[at], isWhite = Number(close >= open);
      target[k] = (isWhite * open + (1 - isWhite) * close) - lows[at];
    }
  },

  openingShadow({ opens, highs, lows, closes, shift, end }, target) {
    for (let k = 0; k < end; k++) {
      const at = k + shift, open = opens[at], isWhite = Number(closes[at] >= open);
      target[k] = isWhite * (open - lows[at]) + (1 - isWhite) * (highs[at] - open);
    }
  },

  closingShadow({ opens, highs, lows, closes, shift, end }, target) {
    for (let k = 0; k < end; k++) {
      const at = k + shift, close = closes[at], isWhite = Number(close >= opens[at]);
      target[k] = isWhite * (highs[at] - close) + (1 - isWhite) * (close - lows[at]);
    }
  },
};

/** Takes the shadow above each body and, in the same loop, writes the one below it to `lower`. */
export function bothShadows(lower: Float64Array): Measure {
  return ({ opens, highs, lows, closes, shift, end }, target) => {
    for (let k = 0; k < end; k++) {
      const at = k + shift, open = opens[at], close = closes[at];
      const isWhite = Number(close >= open), isBlack = 1 - isWhite;
      target[k] = highs[at] - (isWhite * close + isBlack * open);
      lower[k] = isWhite * open + isBlack * close - lows[at];
    }
  };
}

/** Adds two measures of every candle. */
export function sumOfMeasures(one: Float64Array, other: Float64Array): Measure {
  return ({ end }, target) => {
    for (let k = 0; k < end; k++) target[k] = one[k] + other[k];
  };
}
