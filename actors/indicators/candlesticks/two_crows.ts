import { candlestick, falling } from "./candlestick.ts";

/**
 * A long white candle, a black one in a gap above its body, then a black one that opens within the second body and closes within
 * the first (TA_CDL2CROWS).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const twoCrows = candlestick({
  name: "two_crows",
  title: "Two crows",
  reference: "TA-Lib TA_CDL2CROWS",
  candles: [["white", "long"], ["black"], ["black"]],
  match: (candles) =>
    falling(
      candles.bodyGapsUp(1) &&
        candles.open() < candles.open(1) && candles.open() > candles.close(1) &&
        candles.close() > candles.open(2) && candles.close() < candles.close(2),
    ),
});
