import { candlestick, rising } from "./candlestick.ts";

/**
 * Three white candles without upper shadows, each closing higher and opening within or near the body before, none far shorter
 * than the one before, the last not short (TA_CDL3WHITESOLDIERS).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const threeWhiteSoldiers = candlestick({
  name: "three_white_soldiers",
  title: "Three white soldiers",
  reference: "TA-Lib TA_CDL3WHITESOLDIERS",
  candles: [["white", "no upper shadow"], ["white", "no upper shadow"], [
    "white",
    "no upper shadow",
    "not short",
  ]],
  words: { near: [2, 1], far: [2, 1] },
  match: (candles) =>
    rising(
      candles.close() > candles.close(1) && candles.close(1) > candles.close(2) &&
        candles.open(1) > candles.open(2) && candles.open(1) <= candles.close(2) + candles.near(2) &&
        candles.open() > candles.open(1) && candles.open() <= candles.close(1) + candles.near(1) &&
        candles.body(1) > candles.body(2) - candles.far(2) &&
        candles.body() > candles.body(1) - candles.far(1),
    ),
});
