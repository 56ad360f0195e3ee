import { candlestick } from "./candlestick.ts";
import { penetration } from "./penetration.ts";

/**
 * A doji that gaps on both sides leave alone, shadows included: above a long white candle and a black one, not short, that
 * closes within the first body, deeper than `penetration` of it; or below a long black candle and such a white one
 * (TA_CDLABANDONEDBABY).
 * Column: 100 where the last is white, −100 where it is black, 0 elsewhere; NaN for the first 12 values.
 */
export const abandonedBaby = candlestick({
  name: "abandoned_baby",
  title: "Abandoned baby",
  reference: "TA-Lib TA_CDLABANDONEDBABY",
  params: penetration(0.3),
  candles: [["long"], ["doji"], ["not short"]],
  match: (candles, { penetration }) => {
    if (candles.color() === candles.color(2)) return 0;
    const depth = candles.body(2) * penetration;
    const isAbandoned = candles.isWhite()
      ? candles.gapsDown(1) && candles.gapsUp() && candles.close() > candles.close(2) + depth
      : candles.gapsUp(1) && candles.gapsDown() && candles.close() < candles.close(2) - depth;
    return isAbandoned ? 100 * candles.color() : 0;
  },
});
