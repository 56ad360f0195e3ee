import { candlestick, falling } from "./candlestick.ts";

/**
 * Three black candles without lower shadows, each closing lower and opening where the one before has closed
 * (TA_CDLIDENTICAL3CROWS).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const identicalThreeCrows = candlestick({
  name: "identical_three_crows",
  title: "Identical three crows",
  reference: "TA-Lib TA_CDLIDENTICAL3CROWS",
  candles: [["black", "no lower shadow"], ["black", "no lower shadow"], ["black", "no lower shadow"]],
  words: { equal: [2, 1] },
  match: (candles) =>
    falling(
      candles.close(2) > candles.close(1) && candles.close(1) > candles.close() &&
        candles.areEqual(candles.open(1), candles.close(2), 2) &&
        candles.areEqual(candles.open(), candles.close(1), 1),
    ),
});
