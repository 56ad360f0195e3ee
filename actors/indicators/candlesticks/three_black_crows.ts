import { candlestick, falling } from "./candlestick.ts";

/**
 * After a white candle three black ones without lower shadows, each opening within the body before and closing lower, the first
 * of them below the white candle's high (TA_CDL3BLACKCROWS).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 13 values.
 */
export const threeBlackCrows = candlestick({
  name: "three_black_crows",
  title: "Three black crows",
  reference: "TA-Lib TA_CDL3BLACKCROWS",
  candles: [["white"], ["black", "no lower shadow"], ["black", "no lower shadow"], [
    "black",
    "no lower shadow",
  ]],
  match: (candles) =>
    falling(
      candles.high(3) > candles.close(2) &&
        candles.open(1) < candles.open(2) && candles.open(1) > candles.close(2) &&
        candles.close(1) < candles.close(2) &&
        candles.open() < candles.open(1) && candles.open() > candles.close(1) &&
        candles.close() < candles.close(1),
    ),
});
