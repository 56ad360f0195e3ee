import { candlestick, rising } from "./candlestick.ts";

/**
 * A long black candle, then a short black one within its body (TA_CDLHOMINGPIGEON).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 11 values.
 */
export const homingPigeon = candlestick({
  name: "homing_pigeon",
  title: "Homing pigeon",
  reference: "TA-Lib TA_CDLHOMINGPIGEON",
  candles: [["black", "long"], ["black", "short or average"]],
  match: (candles) => rising(candles.open() < candles.open(1) && candles.close() > candles.close(1)),
});
