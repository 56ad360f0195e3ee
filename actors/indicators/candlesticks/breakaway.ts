import { candlestick, falling, rising } from "./candlestick.ts";

/**
 * A long candle, one of its color in a gap beyond it, two more that go further, the second of them of its color too, then one of
 * the other color that closes within the gap (TA_CDLBREAKAWAY).
 * Column: 100 where the last is white, −100 where it is black, 0 elsewhere; NaN for the first 14 values.
 */
export const breakaway = candlestick({
  name: "breakaway",
  title: "Breakaway",
  reference: "TA-Lib TA_CDLBREAKAWAY",
  candles: [["long"], ["same color"], [], [], ["other color"]],
  match: (candles) => {
    if (candles.color(1) !== candles.color(4)) return 0;
    if (candles.isWhite()) {
      return rising(
        candles.bodyGapsDown(3) &&
          candles.high(2) < candles.high(3) && candles.low(2) < candles.low(3) &&
          candles.high(1) < candles.high(2) && candles.low(1) < candles.low(2) &&
          candles.close() > candles.open(3) && candles.close() < candles.close(4),
      );
    }
    return falling(
      candles.bodyGapsUp(3) &&
        candles.high(2) > candles.high(3) && candles.low(2) > candles.low(3) &&
        candles.high(1) > candles.high(2) && candles.low(1) > candles.low(2) &&
        candles.close() < candles.open(3) && candles.close() > candles.close(4),
    );
  },
});
