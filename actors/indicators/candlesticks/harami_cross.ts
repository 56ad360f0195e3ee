import { candlestick } from "./candlestick.ts";

/**
 * A doji within the long body before it. They may share ends (TA_CDLHARAMICROSS).
 * Column: 100 where the long body is black, −100 where it is white, 80 and −80 where an end is shared, 0 elsewhere; NaN for the
 * first 11 values.
 */
export const haramiCross = candlestick({
  name: "harami_cross",
  title: "Harami cross",
  reference: "TA-Lib TA_CDLHARAMICROSS",
  candles: [["long"], ["doji"]],
  match: (candles) => {
    if (candles.top() < candles.top(1) && candles.bottom() > candles.bottom(1)) {
      return -100 * candles.color(1);
    }
    return candles.top() <= candles.top(1) && candles.bottom() >= candles.bottom(1)
      ? -80 * candles.color(1)
      : 0;
  },
});
