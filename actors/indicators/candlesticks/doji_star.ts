import { candlestick } from "./candlestick.ts";

/**
 * A doji in a gap beyond a long body: above a white one, below a black one (TA_CDLDOJISTAR).
 * Column: 100 below a black body, −100 above a white one, 0 elsewhere; NaN for the first 11 values.
 */
export const dojiStar = candlestick({
  name: "doji_star",
  title: "Doji star",
  reference: "TA-Lib TA_CDLDOJISTAR",
  candles: [["long"], ["doji"]],
  match: (candles) => {
    const isStar = candles.isWhite(1) ? candles.bodyGapsUp() : candles.bodyGapsDown();
    return isStar ? -100 * candles.color(1) : 0;
  },
});
