import { candlestick } from "./candlestick.ts";

/**
 * A short body between shadows that are each longer than it (TA_CDLSPINNINGTOP).
 * Column: 100 where it is white, −100 where it is black: a color, and no direction, 0 elsewhere; NaN for the first 10 values.
 */
export const spinningTop = candlestick({
  name: "spinning_top",
  title: "Spinning top",
  reference: "TA-Lib TA_CDLSPINNINGTOP",
  candles: [["short", "long upper shadow", "long lower shadow"]],
  match: (candles) => 100 * candles.color(),
});
