import { candlestick } from "./candlestick.ts";

/**
 * Three candles of one color, each closing further and opening within or near the body before, then one of the other color that
 * opens beyond the third's close and closes beyond the first's open (TA_CDL3LINESTRIKE).
 * Column: 100 after three white candles, −100 after three black ones: the three go on after the strike, 0 elsewhere; NaN for the
 * first 8 values.
 */
export const threeLineStrike = candlestick({
  name: "three_line_strike",
  title: "Three-line strike",
  reference: "TA-Lib TA_CDL3LINESTRIKE",
  candles: [[], ["same color"], ["same color"], ["other color"]],
  words: { near: [3, 2] },
  match: (candles) => {
    if (
      candles.open(2) < candles.bottom(3) - candles.near(3) ||
      candles.open(2) > candles.top(3) + candles.near(3)
    ) return 0;
    if (
      candles.open(1) < candles.bottom(2) - candles.near(2) ||
      candles.open(1) > candles.top(2) + candles.near(2)
    ) return 0;
    if (candles.isWhite(1)) {
      return candles.close(1) > candles.close(2) && candles.close(2) > candles.close(3) &&
          candles.open() > candles.close(1) && candles.close() < candles.open(3)
        ? 100
        : 0;
    }
    return candles.close(1) < candles.close(2) && candles.close(2) < candles.close(3) &&
        candles.open() < candles.close(1) && candles.close() > candles.open(3)
      ? -100
      : 0;
  },
});
