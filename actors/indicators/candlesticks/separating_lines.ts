import { candlestick } from "./candlestick.ts";

/**
 * A candle, then a long one of the other color that opens where the first has opened and leaves from there: a white one without
 * lower shadow, a black one without upper shadow (TA_CDLSEPARATINGLINES).
 * Column: 100 where the second is white, −100 where it is black, 0 elsewhere; NaN for the first 11 values.
 */
export const separatingLines = candlestick({
  name: "separating_lines",
  title: "Separating lines",
  reference: "TA-Lib TA_CDLSEPARATINGLINES",
  candles: [[], ["other color", "long", "no opening shadow"]],
  words: { equal: [1] },
  match: (candles) => candles.areEqual(candles.open(), candles.open(1), 1) ? 100 * candles.color() : 0,
});
