import { candlestick, falling, rising } from "./candlestick.ts";

/**
 * An engulfing body with its confirmation: a third candle that closes further (TA_CDL3OUTSIDE).
 * Column: 100 outside up, −100 outside down, 0 elsewhere; NaN for the first 3 values.
 */
export const threeOutside = candlestick({
  name: "three_outside",
  title: "Three outside up/down",
  reference: "TA-Lib TA_CDL3OUTSIDE",
  candles: [[], ["other color"], []],
  waitsBars: 1,
  match: (candles) => {
    if (candles.isWhite(1)) {
      return rising(
        candles.close(1) > candles.open(2) && candles.open(1) < candles.close(2) &&
          candles.close() > candles.close(1),
      );
    }
    return falling(
      candles.open(1) > candles.close(2) && candles.close(1) < candles.open(2) &&
        candles.close() < candles.close(1),
    );
  },
});
