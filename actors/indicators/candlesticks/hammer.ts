import { candlestick, rising } from "./candlestick.ts";

/**
 * A short body on a long lower shadow, without upper shadow, at or below the low of the candle before, or near it. Of a fall,
 * which is not looked for, it marks the end (TA_CDLHAMMER).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 11 values.
 */
export const hammer = candlestick({
  name: "hammer",
  title: "Hammer",
  reference: "TA-Lib TA_CDLHAMMER",
  candles: [[], ["short", "long lower shadow", "no upper shadow"]],
  words: { near: [1] },
  match: (candles) => rising(candles.bottom() <= candles.low(1) + candles.near(1)),
});
