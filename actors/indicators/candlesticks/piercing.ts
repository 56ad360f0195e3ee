import { candlestick, rising } from "./candlestick.ts";

/**
 * A long black candle, then a long white one that opens below its low and closes within its body, above its middle
 * (TA_CDLPIERCING).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 11 values.
 */
export const piercing = candlestick({
  name: "piercing",
  title: "Piercing line",
  reference: "TA-Lib TA_CDLPIERCING",
  candles: [["black", "long"], ["white", "long"]],
  match: (candles) =>
    rising(
      candles.open() < candles.low(1) &&
        candles.close() < candles.open(1) && candles.close() > candles.close(1) + candles.body(1) * 0.5,
    ),
});
