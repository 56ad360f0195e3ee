import { candlestick, falling } from "./candlestick.ts";
import { penetration } from "./penetration.ts";

/**
 * A long white candle, a doji in a gap above its body, then a black candle, not short, that closes within the first body, deeper
 * than `penetration` of it (TA_CDLEVENINGDOJISTAR).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const eveningDojiStar = candlestick({
  name: "evening_doji_star",
  title: "Evening doji star",
  reference: "TA-Lib TA_CDLEVENINGDOJISTAR",
  params: penetration(0.3),
  candles: [["white", "long"], ["doji"], ["black", "not short"]],
  match: (candles, { penetration }) =>
    falling(candles.bodyGapsUp(1) && candles.close() < candles.close(2) - candles.body(2) * penetration),
});
