import { candlestick } from "./candlestick.ts";

/**
 * Two marubozus of opposite colors with a gap between them: up from a black one to a white one, or down from a white one to a
 * black one (TA_CDLKICKING).
 * Column: 100 where the second is white, −100 where it is black, 0 elsewhere; NaN for the first 11 values.
 */
export const kicking = candlestick({
  name: "kicking",
  title: "Kicking",
  reference: "TA-Lib TA_CDLKICKING",
  candles: [["long", "no upper shadow", "no lower shadow"], [
    "other color",
    "long",
    "no upper shadow",
    "no lower shadow",
  ]],
  match: (candles) => {
    const hasGap = candles.isWhite() ? candles.gapsUp() : candles.gapsDown();
    return hasGap ? 100 * candles.color() : 0;
  },
});
