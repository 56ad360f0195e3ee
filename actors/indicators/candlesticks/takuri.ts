import { candlestick } from "./candlestick.ts";

/**
 * A dragonfly doji with a very long lower shadow: the market sounds how deep the water is (TA_CDLTAKURI).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 10 values.
 */
export const takuri = candlestick({
  name: "takuri",
  title: "Takuri line",
  reference: "TA-Lib TA_CDLTAKURI",
  candles: [["doji", "no upper shadow", "very long lower shadow"]],
  match: () => 100,
});
