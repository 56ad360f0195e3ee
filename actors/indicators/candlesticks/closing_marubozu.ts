import { candlestick } from "./candlestick.ts";

/**
 * A long body that closes at its extreme: a white one without upper shadow, a black one without lower shadow
 * (TA_CDLCLOSINGMARUBOZU).
 * Column: 100 where it is white, −100 where it is black, 0 elsewhere; NaN for the first 10 values.
 */
export const closingMarubozu = candlestick({
  name: "closing_marubozu",
  title: "Closing marubozu",
  reference: "TA-Lib TA_CDLCLOSINGMARUBOZU",
  candles: [["long", "no closing shadow"]],
  match: (candles) => 100 * candles.color(),
});
