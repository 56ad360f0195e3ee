import { candlestick, falling } from "./candlestick.ts";
import { penetration } from "./penetration.ts";

/**
 * A long white candle, a short body in a gap above its body, then a black candle, not short, that closes within the first body,
 * deeper than `penetration` of it (TA_CDLEVENINGSTAR).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const eveningStar = candlestick({
  name: "evening_star",
  title: "Evening star",
  reference: "TA-Lib TA_CDLEVENINGSTAR",
  params: penetration(0.3),
  candles: [["white", "long"], ["short or average"], ["black", "not short"]],
  match: (candles, { penetration }) =>
    falling(candles.bodyGapsUp(1) && candles.close() < candles.close(2) - candles.body(2) * penetration),
});
