import { candlestick, rising } from "./candlestick.ts";

/**
 * Two black candles that close at the same price (TA_CDLMATCHINGLOW).
 * Column: 100 where it stands, 0 elsewhere; NaN for the first 6 values.
 */
export const matchingLow = candlestick({
  name: "matching_low",
  title: "Matching low",
  reference: "TA-Lib TA_CDLMATCHINGLOW",
  candles: [["black"], ["black"]],
  words: { equal: [1] },
  match: (candles) => rising(candles.areEqual(candles.close(), candles.close(1), 1)),
});
