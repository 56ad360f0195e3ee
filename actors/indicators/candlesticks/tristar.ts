import { candlestick, rising } from "./candlestick.ts";

/**
 * Three dojis, the second in a gap beyond the first and the third not beyond the second. What a doji is follows from the candles
 * before the first (TA_CDLTRISTAR).
 * Column: 100 where the second lies below the first, −100 where it lies above, 0 elsewhere; NaN for the first 12 values.
 */
export const tristar = candlestick({
  name: "tristar",
  title: "Tristar",
  reference: "TA-Lib TA_CDLTRISTAR",
  candles: [["doji"], [], []],
  words: { bodyDoji: [2] },
  match: (candles) => {
    const doji = candles.bodyDoji(2);
    if (candles.body(1) > doji || candles.body() > doji) return 0;
    if (candles.bodyGapsUp(1) && candles.top() < candles.top(1)) return -100;
    return rising(candles.bodyGapsDown(1) && candles.bottom() > candles.bottom(1));
  },
});
