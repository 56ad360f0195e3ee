import { candlestick, falling, rising } from "./candlestick.ts";

/**
 * A long candle; three short ones of the other color that go against it and hold within its range; then a long one of its color
 * that opens beyond the close before and closes beyond the first close (TA_CDLRISEFALL3METHODS).
 * Column: 100 rising, −100 falling, 0 elsewhere; NaN for the first 14 values.
 */
export const risingFallingThreeMethods = candlestick({
  name: "rising_falling_three_methods",
  title: "Rising/falling three methods",
  reference: "TA-Lib TA_CDLRISEFALL3METHODS",
  candles: [["long"], ["other color", "short"], ["same color", "short"], ["same color", "short"], [
    "other color",
    "long",
  ]],
  match: (candles) => {
    for (let ago = 3; ago >= 1; ago--) {
      if (candles.bottom(ago) >= candles.high(4) || candles.top(ago) <= candles.low(4)) return 0;
    }
    if (candles.isWhite()) {
      return rising(
        candles.close(2) < candles.close(3) && candles.close(1) < candles.close(2) &&
          candles.open() > candles.close(1) && candles.close() > candles.close(4),
      );
    }
    return falling(
      candles.close(2) > candles.close(3) && candles.close(1) > candles.close(2) &&
        candles.open() < candles.close(1) && candles.close() < candles.close(4),
    );
  },
});
