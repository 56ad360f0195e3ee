import { candlestick, rising } from "./candlestick.ts";

/**
 * Three black candles with ever lower opens and closes, a black one with an upper shadow, then a white one that opens above its
 * body and closes above its high (TA_CDLLADDERBOTTOM).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 14 values.
 */
export const ladderBottom = candlestick({
  name: "ladder_bottom",
  title: "Ladder bottom",
  reference: "TA-Lib TA_CDLLADDERBOTTOM",
  candles: [["black"], ["black"], ["black"], ["black", "upper shadow"], ["white"]],
  match: (candles) =>
    rising(
      candles.open(4) > candles.open(3) && candles.open(3) > candles.open(2) &&
        candles.close(4) > candles.close(3) && candles.close(3) > candles.close(2) &&
        candles.open() > candles.open(1) && candles.close() > candles.high(1),
    ),
});
