import { candlestick, rising } from "./candlestick.ts";
import { penetration } from "./penetration.ts";

/**
 * A long black candle, a doji in a gap below its body, then a white candle, not short, that closes within the first body, deeper
 * than `penetration` of it (TA_CDLMORNINGDOJISTAR).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const morningDojiStar = candlestick({
  name: "morning_doji_star",
  title: "Morning doji star",
  reference: "TA-Lib TA_CDLMORNINGDOJISTAR",
  params: penetration(0.3),
  candles: [["black", "long"], ["doji"], ["white", "not short"]],
  match: (candles, { penetration }) =>
    rising(candles.bodyGapsDown(1) && candles.close() > candles.close(2) + candles.body(2) * penetration),
});
