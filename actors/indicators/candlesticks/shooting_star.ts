import { candlestick, falling } from "./candlestick.ts";

/**
 * A short body under a long upper shadow, without lower shadow, in a gap above the body before (TA_CDLSHOOTINGSTAR).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 11 values.
 */
export const shootingStar = candlestick({
  name: "shooting_star",
  title: "Shooting star",
  reference: "TA-Lib TA_CDLSHOOTINGSTAR",
  candles: [[], ["short", "long upper shadow", "no lower shadow"]],
  match: (candles) => falling(candles.bodyGapsUp()),
});
