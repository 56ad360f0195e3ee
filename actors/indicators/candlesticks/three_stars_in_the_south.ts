import { candlestick, rising } from "./candlestick.ts";

/**
 * Three black candles that fall less and less: a long one with a long lower shadow; a smaller one that opens within its range
 * above its close, trades below that close but not below its low, and has a lower shadow; then a short marubozu within the range
 * of the second (TA_CDL3STARSINSOUTH).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const threeStarsInTheSouth = candlestick({
  name: "three_stars_in_the_south",
  title: "Three stars in the south",
  reference: "TA-Lib TA_CDL3STARSINSOUTH",
  candles: [["black", "long", "long lower shadow"], ["black", "lower shadow"], [
    "black",
    "short",
    "no lower shadow",
    "no upper shadow",
  ]],
  match: (candles) =>
    rising(
      candles.body(1) < candles.body(2) &&
        candles.open(1) > candles.close(2) && candles.open(1) <= candles.high(2) &&
        candles.low(1) < candles.close(2) && candles.low(1) >= candles.low(2) &&
        candles.low() > candles.low(1) && candles.high() < candles.high(1),
    ),
});
