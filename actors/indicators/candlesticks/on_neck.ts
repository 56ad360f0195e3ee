import { candlestick, falling } from "./candlestick.ts";

/**
 * A long black candle, then a white one that opens below its low and closes at that low (TA_CDLONNECK).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 11 values.
 */
export const onNeck = candlestick({
  name: "on_neck",
  title: "On-neck",
  reference: "TA-Lib TA_CDLONNECK",
  candles: [["black", "long"], ["white"]],
  words: { equal: [1] },
  match: (candles) =>
    falling(candles.open() < candles.low(1) && candles.areEqual(candles.close(), candles.low(1), 1)),
});
