import { candlestick, falling } from "./candlestick.ts";

/**
 * A hammer at the top: a short body on a long lower shadow, without upper shadow, at or above the high of the candle before, or
 * near it (TA_CDLHANGINGMAN).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 11 values.
 */
export const hangingMan = candlestick({
  name: "hanging_man",
  title: "Hanging man",
  reference: "TA-Lib TA_CDLHANGINGMAN",
  candles: [[], ["short", "long lower shadow", "no upper shadow"]],
  words: { near: [1] },
  match: (candles) => falling(candles.bottom() >= candles.high(1) - candles.near(1)),
});
