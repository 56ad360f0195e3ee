import { candlestick, rising } from "./candlestick.ts";

/**
 * A white candle that trades above the close of the black one before it, between two black ones with the same close
 * (TA_CDLSTICKSANDWICH).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 7 values.
 */
export const stickSandwich = candlestick({
  name: "stick_sandwich",
  title: "Stick sandwich",
  reference: "TA-Lib TA_CDLSTICKSANDWICH",
  candles: [["black"], ["white"], ["black"]],
  words: { equal: [2] },
  match: (candles) =>
    rising(candles.low(1) > candles.close(2) && candles.areEqual(candles.close(), candles.close(2), 2)),
});
