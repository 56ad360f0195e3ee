import { candlestick, rising } from "./candlestick.ts";

/**
 * A short body under a long upper shadow, without lower shadow, in a gap below the body before (TA_CDLINVERTEDHAMMER).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 11 values.
 */
export const invertedHammer = candlestick({
  name: "inverted_hammer",
  title: "Inverted hammer",
  reference: "TA-Lib TA_CDLINVERTEDHAMMER",
  candles: [[], ["short", "long upper shadow", "no lower shadow"]],
  match: (candles) => rising(candles.bodyGapsDown()),
});
