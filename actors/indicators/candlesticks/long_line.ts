import { candlestick } from "./candlestick.ts";

/**
 * A long body with short shadows (TA_CDLLONGLINE).
 * Column: 100 where it is white, −100 where it is black, 0 elsewhere; NaN for the first 10 values.
 */
export const longLine = candlestick({
  name: "long_line",
  title: "Long line",
  reference: "TA-Lib TA_CDLLONGLINE",
  candles: [["long", "short upper shadow", "short lower shadow"]],
  match: (candles) => 100 * candles.color(),
});
