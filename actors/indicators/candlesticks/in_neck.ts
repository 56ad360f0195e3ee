import { candlestick, falling } from "./candlestick.ts";

/**
 * A long black candle, then a white one that opens below its low and closes at its close or slightly above (TA_CDLINNECK).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 11 values.
 */
export const inNeck = candlestick({
  name: "in_neck",
  title: "In-neck",
  reference: "TA-Lib TA_CDLINNECK",
  candles: [["black", "long"], ["white"]],
  words: { equal: [1] },
  match: (candles) =>
    falling(
      candles.open() < candles.low(1) &&
        candles.close() >= candles.close(1) && candles.close() <= candles.close(1) + candles.equal(1),
    ),
});
