import { candlestick, falling } from "./candlestick.ts";

/**
 * A long white candle, a short black one in a gap above its body, then a black one that engulfs the second and still closes
 * above the first (TA_CDLUPSIDEGAP2CROWS).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const upsideGapTwoCrows = candlestick({
  name: "upside_gap_two_crows",
  title: "Upside gap two crows",
  reference: "TA-Lib TA_CDLUPSIDEGAP2CROWS",
  candles: [["white", "long"], ["black", "short or average"], ["black"]],
  match: (candles) =>
    falling(
      candles.bodyGapsUp(1) &&
        candles.open() > candles.open(1) && candles.close() < candles.close(1) &&
        candles.close() > candles.close(2),
    ),
});
