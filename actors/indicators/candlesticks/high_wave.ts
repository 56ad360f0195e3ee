import { candlestick } from "./candlestick.ts";

/**
 * A short body between two very long shadows (TA_CDLHIGHWAVE).
 * Column: 100 where it is white, −100 where it is black: a color, and no direction, 0 elsewhere; NaN for the first 10 values.
 */
export const highWave = candlestick({
  name: "high_wave",
  title: "High wave",
  reference: "TA-Lib TA_CDLHIGHWAVE",
  candles: [["short", "very long upper shadow", "very long lower shadow"]],
  match: (candles) => 100 * candles.color(),
});
