import { candlestick } from "./candlestick.ts";

/**
 * A gap between two bodies that a third candle enters and does not close: after a gap up and a white candle a black one of about
 * its size, which opens within its body and closes below it; after a gap down and a black candle the same upside down
 * (TA_CDLTASUKIGAP).
 * Column: 100 after a gap up, −100 after a gap down, 0 elsewhere; NaN for the first 7 values.
 */
export const tasukiGap = candlestick({
  name: "tasuki_gap",
  title: "Tasuki gap",
  reference: "TA-Lib TA_CDLTASUKIGAP",
  candles: [[], [], ["other color"]],
  words: { near: [1] },
  match: (candles) => {
    if (Math.abs(candles.body(1) - candles.body()) >= candles.near(1)) return 0;
    if (candles.open() >= candles.top(1) || candles.open() <= candles.bottom(1)) return 0;
    const staysOpen = candles.isWhite(1)
      ? candles.bodyGapsUp(1) && candles.close() < candles.open(1) && candles.close() > candles.top(2)
      : candles.bodyGapsDown(1) && candles.close() > candles.open(1) && candles.close() < candles.bottom(2);
    return staysOpen ? 100 * candles.color(1) : 0;
  },
});
