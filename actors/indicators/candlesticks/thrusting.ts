import { candlestick, falling } from "./candlestick.ts";

/**
 * A long black candle, then a white one that opens below its low and closes within its body, above its close and not above its
 * middle (TA_CDLTHRUSTING).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 11 values.
 */
export const thrusting = candlestick({
  name: "thrusting",
  title: "Thrusting",
  reference: "TA-Lib TA_CDLTHRUSTING",
  candles: [["black", "long"], ["white"]],
  words: { equal: [1] },
  match: (candles) =>
    falling(
      candles.open() < candles.low(1) &&
        candles.close() > candles.close(1) + candles.equal(1) &&
        candles.close() <= candles.close(1) + candles.body(1) * 0.5,
    ),
});
