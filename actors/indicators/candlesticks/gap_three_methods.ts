import { candlestick } from "./candlestick.ts";

/**
 * Two candles of one color with a gap between their bodies, up between white ones or down between black ones, then one of the
 * other color that opens within the second body and closes within the first (TA_CDLXSIDEGAP3METHODS).
 * Column: 100 after a gap up, −100 after a gap down, 0 elsewhere; NaN for the first 2 values.
 */
export const gapThreeMethods = candlestick({
  name: "gap_three_methods",
  title: "Upside/downside gap three methods",
  reference: "TA-Lib TA_CDLXSIDEGAP3METHODS",
  candles: [[], ["same color"], ["other color"]],
  match: (candles) => {
    if (candles.open() >= candles.top(1) || candles.open() <= candles.bottom(1)) return 0;
    if (candles.close() >= candles.top(2) || candles.close() <= candles.bottom(2)) return 0;
    const hasGap = candles.isWhite(2) ? candles.bodyGapsUp(1) : candles.bodyGapsDown(1);
    return hasGap ? 100 * candles.color(2) : 0;
  },
});
