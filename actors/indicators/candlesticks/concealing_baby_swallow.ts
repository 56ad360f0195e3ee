import { candlestick, rising } from "./candlestick.ts";

/**
 * Four black candles: two without shadows, a third in a gap below the second whose upper shadow reaches into the second's body,
 * and a fourth that engulfs the third, shadows included (TA_CDLCONCEALBABYSWALL).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 13 values.
 */
export const concealingBabySwallow = candlestick({
  name: "concealing_baby_swallow",
  title: "Concealing baby swallow",
  reference: "TA-Lib TA_CDLCONCEALBABYSWALL",
  candles: [
    ["black", "no lower shadow", "no upper shadow"],
    ["black", "no lower shadow", "no upper shadow"],
    ["black", "upper shadow"],
    ["black"],
  ],
  match: (candles) =>
    rising(
      candles.bodyGapsDown(1) && candles.high(1) > candles.close(2) &&
        candles.high() > candles.high(1) && candles.low() < candles.low(1),
    ),
});
