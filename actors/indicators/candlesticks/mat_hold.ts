import { candlestick, rising } from "./candlestick.ts";
import { penetration } from "./penetration.ts";

/**
 * A long white candle; a short black one in a gap above it; two short ones that fall but hold within the first body, no deeper
 * than `penetration` of it; then a white one that opens above the close before and closes above all three highs (TA_CDLMATHOLD).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 14 values.
 */
export const matHold = candlestick({
  name: "mat_hold",
  title: "Mat hold",
  reference: "TA-Lib TA_CDLMATHOLD",
  params: penetration(0.5),
  candles: [["white", "long"], ["black", "short"], ["short"], ["short"], ["white"]],
  match: (candles, { penetration }) => {
    const start = candles.close(4), deepest = start - candles.body(4) * penetration;
    return rising(
      candles.bodyGapsUp(3) &&
        candles.top(2) < candles.open(3) && candles.bottom(2) < start && candles.bottom(2) > deepest &&
        candles.top(1) < candles.top(2) && candles.bottom(1) < start && candles.bottom(1) > deepest &&
        candles.open() > candles.close(1) &&
        candles.close() > Math.max(candles.high(3), candles.high(2), candles.high(1)),
    );
  },
});
