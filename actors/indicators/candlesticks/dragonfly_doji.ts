import { candlestick } from "./candlestick.ts";

/**
 * A doji at the top of its range: no upper shadow, and a lower one (TA_CDLDRAGONFLYDOJI).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 10 values.
 */
export const dragonflyDoji = candlestick({
  name: "dragonfly_doji",
  title: "Dragonfly doji",
  reference: "TA-Lib TA_CDLDRAGONFLYDOJI",
  candles: [["doji", "no upper shadow", "lower shadow"]],
  match: () => 100,
});
