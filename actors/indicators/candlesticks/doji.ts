import { candlestick } from "./candlestick.ts";

/**
 * A candle that closes about where it has opened: it says that nobody has won, and nothing of the direction (TA_CDLDOJI).
 * Column: 100 at a doji, up or down, 0 elsewhere; NaN for the first 10 values.
 */
export const doji = candlestick({
  name: "doji",
  title: "Doji",
  reference: "TA-Lib TA_CDLDOJI",
  candles: [["doji"]],
  match: () => 100,
});
