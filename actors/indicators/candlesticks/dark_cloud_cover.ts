import { candlestick, falling } from "./candlestick.ts";
import { penetration } from "./penetration.ts";

/**
 * A long white candle, then a black one that opens above its high and closes within its body, deeper than `penetration` of it
 * (TA_CDLDARKCLOUDCOVER).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 11 values.
 */
export const darkCloudCover = candlestick({
  name: "dark_cloud_cover",
  title: "Dark cloud cover",
  reference: "TA-Lib TA_CDLDARKCLOUDCOVER",
  params: penetration(0.5),
  candles: [["white", "long"], ["black"]],
  match: (candles, { penetration }) =>
    falling(
      candles.open() > candles.high(1) &&
        candles.close() > candles.open(1) &&
        candles.close() < candles.close(1) - candles.body(1) * penetration,
    ),
});
