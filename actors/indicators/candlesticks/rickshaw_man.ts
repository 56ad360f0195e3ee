import { candlestick, rising } from "./candlestick.ts";

/**
 * A doji with two long shadows whose body lies near the middle of its range (TA_CDLRICKSHAWMAN).
 * Column: 100 where it stands, up or down, 0 elsewhere; NaN for the first 10 values.
 */
export const rickshawMan = candlestick({
  name: "rickshaw_man",
  title: "Rickshaw man",
  reference: "TA-Lib TA_CDLRICKSHAWMAN",
  candles: [["doji", "long upper shadow", "long lower shadow"]],
  words: { near: [0] },
  match: (candles) => {
    const middle = candles.low() + (candles.high() - candles.low()) / 2;
    return rising(candles.bottom() <= middle + candles.near() && candles.top() >= middle - candles.near());
  },
});
