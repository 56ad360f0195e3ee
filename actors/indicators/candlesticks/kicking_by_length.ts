import { candlestick } from "./candlestick.ts";

/**
 * Kicking, where the longer of the two marubozus says which way (TA_CDLKICKINGBYLENGTH).
 * Column: 100 where the longer is white, −100 where it is black, 0 elsewhere; NaN for the first 11 values.
 */
export const kickingByLength = candlestick({
  name: "kicking_by_length",
  title: "Kicking by length",
  reference: "TA-Lib TA_CDLKICKINGBYLENGTH",
  candles: [["long", "no upper shadow", "no lower shadow"], [
    "other color",
    "long",
    "no upper shadow",
    "no lower shadow",
  ]],
  match: (candles) => {
    const hasGap = candles.isWhite() ? candles.gapsUp() : candles.gapsDown();
    return hasGap ? 100 * candles.color(candles.body() > candles.body(1) ? 0 : 1) : 0;
  },
});
