import { candlestick } from "./candlestick.ts";

/**
 * A short body with short shadows (TA_CDLSHORTLINE).
 * Column: 100 where it is white, −100 where it is black: a color, and no direction, 0 elsewhere; NaN for the first 10 values.
 */
export const shortLine = candlestick({
  name: "short_line",
  title: "Short line",
  reference: "TA-Lib TA_CDLSHORTLINE",
  candles: [["short", "short upper shadow", "short lower shadow"]],
  match: (candles) => 100 * candles.color(),
});
