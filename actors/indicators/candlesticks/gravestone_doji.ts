import { candlestick } from "./candlestick.ts";

/**
 * A doji at the bottom of its range: an upper shadow, and no lower one (TA_CDLGRAVESTONEDOJI).
 * Column: 100 where it stands, although it is held for bearish, 0 elsewhere; NaN for the first 10 values.
 */
export const gravestoneDoji = candlestick({
  name: "gravestone_doji",
  title: "Gravestone doji",
  reference: "TA-Lib TA_CDLGRAVESTONEDOJI",
  candles: [["doji", "no lower shadow", "upper shadow"]],
  match: () => 100,
});
