import { candlestick, rising } from "./candlestick.ts";
import { penetration } from "./penetration.ts";

/**
 * A long black candle, a short body in a gap below its body, then a white candle, not short, that closes within the first body,
 * deeper than `penetration` of it (TA_CDLMORNINGSTAR).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const morningStar = candlestick({
  name: "morning_star",
  title: "Morning star",
  reference: "TA-Lib TA_CDLMORNINGSTAR",
  params: penetration(0.3),
  candles: [["black", "long"], ["short or average"], ["white", "not short"]],
  match: (candles, { penetration }) =>
    rising(candles.bodyGapsDown(1) && candles.close() > candles.close(2) + candles.body(2) * penetration),
});
