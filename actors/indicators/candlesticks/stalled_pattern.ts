import { candlestick, falling } from "./candlestick.ts";

/**
 * Three white candles, each closing higher: two long ones, the second without upper shadow and opening within or near the first
 * body, then a short one that rides on the second's shoulder or gaps away from it (TA_CDLSTALLEDPATTERN).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const stalledPattern = candlestick({
  name: "stalled_pattern",
  title: "Stalled pattern",
  reference: "TA-Lib TA_CDLSTALLEDPATTERN",
  candles: [["white", "long"], ["white", "long", "no upper shadow"], ["white", "short"]],
  words: { near: [2, 1] },
  match: (candles) =>
    falling(
      candles.close() > candles.close(1) && candles.close(1) > candles.close(2) &&
        candles.open(1) > candles.open(2) && candles.open(1) <= candles.close(2) + candles.near(2) &&
        candles.open() >= candles.close(1) - candles.body() - candles.near(1),
    ),
});
