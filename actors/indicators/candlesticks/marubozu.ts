import { candlestick } from "./candlestick.ts";

/**
 * A long body without shadows (TA_CDLMARUBOZU).
 * Column: 100 where it is white, −100 where it is black, 0 elsewhere; NaN for the first 10 values.
 */
export const marubozu = candlestick({
  name: "marubozu",
  title: "Marubozu",
  reference: "TA-Lib TA_CDLMARUBOZU",
  candles: [["long", "no upper shadow", "no lower shadow"]],
  match: (candles) => 100 * candles.color(),
});
