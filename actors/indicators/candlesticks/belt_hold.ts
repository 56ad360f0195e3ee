import { candlestick } from "./candlestick.ts";

/**
 * A long body that opens at its extreme: a white one without lower shadow, a black one without upper shadow (TA_CDLBELTHOLD).
 * Column: 100 where it is white, −100 where it is black, 0 elsewhere; NaN for the first 10 values.
 */
export const beltHold = candlestick({
  name: "belt_hold",
  title: "Belt-hold",
  reference: "TA-Lib TA_CDLBELTHOLD",
  candles: [["long", "no opening shadow"]],
  match: (candles) => 100 * candles.color(),
});
