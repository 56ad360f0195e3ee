import { candlestick } from "./candlestick.ts";

/**
 * Two white candles of about the same size and the same open, both in a gap above, or both below, the body before them
 * (TA_CDLGAPSIDESIDEWHITE).
 * Column: 100 after a gap up, −100 after a gap down, 0 elsewhere; NaN for the first 7 values.
 */
export const sideBySideWhiteLines = candlestick({
  name: "side_by_side_white_lines",
  title: "Side-by-side white lines",
  reference: "TA-Lib TA_CDLGAPSIDESIDEWHITE",
  candles: [[], ["white"], ["white"]],
  words: { near: [1], equal: [1] },
  match: (candles) => {
    const gapsUp = candles.bodyGapsUp(1) && candles.bodyGapsUp(0, 2);
    const gapsDown = candles.bodyGapsDown(1) && candles.bodyGapsDown(0, 2);
    if (!gapsUp && !gapsDown) return 0;
    const isSameSize = candles.body() >= candles.body(1) - candles.near(1) &&
      candles.body() <= candles.body(1) + candles.near(1);
    const isSameOpen = candles.areEqual(candles.open(), candles.open(1), 1);
    if (!isSameSize || !isSameOpen) return 0;
    return gapsUp ? 100 : -100;
  },
});
