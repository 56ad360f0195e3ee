import { candlestick, rising } from "./candlestick.ts";

/**
 * A doji with a long shadow, above or below (TA_CDLLONGLEGGEDDOJI).
 * Column: 100 where it stands, up or down, 0 elsewhere; NaN for the first 10 values.
 */
export const longLeggedDoji = candlestick({
  name: "long_legged_doji",
  title: "Long-legged doji",
  reference: "TA-Lib TA_CDLLONGLEGGEDDOJI",
  candles: [["doji"]],
  match: (candles) =>
    rising(candles.lowerShadow() > candles.body() || candles.upperShadow() > candles.body()),
});
