import { candlestick, rising } from "./candlestick.ts";

/**
 * A long black candle, a black one within its body but with a lower low, then a short white one that opens above that low
 * (TA_CDLUNIQUE3RIVER).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const uniqueThreeRiver = candlestick({
  name: "unique_three_river",
  title: "Unique three river",
  reference: "TA-Lib TA_CDLUNIQUE3RIVER",
  candles: [["black", "long"], ["black"], ["white", "short"]],
  match: (candles) =>
    rising(
      candles.close(1) > candles.close(2) && candles.open(1) <= candles.open(2) &&
        candles.low(1) < candles.low(2) && candles.open() > candles.low(1),
    ),
});
