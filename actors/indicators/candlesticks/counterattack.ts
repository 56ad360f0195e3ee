import { candlestick } from "./candlestick.ts";

/**
 * Two long candles of opposite colors that close at the same price (TA_CDLCOUNTERATTACK).
 * Column: 100 where the second is white, −100 where it is black, 0 elsewhere; NaN for the first 11 values.
 */
export const counterattack = candlestick({
  name: "counterattack",
  title: "Counterattack",
  reference: "TA-Lib TA_CDLCOUNTERATTACK",
  candles: [["long"], ["other color", "long"]],
  words: { equal: [1] },
  match: (candles) => candles.areEqual(candles.close(), candles.close(1), 1) ? 100 * candles.color() : 0,
});
