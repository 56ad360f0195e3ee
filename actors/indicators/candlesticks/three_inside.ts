import { candlestick } from "./candlestick.ts";

/**
 * A harami with its confirmation: a long body, a short one within it, then a candle of the other color than the first that
 * closes beyond the first's open (TA_CDL3INSIDE).
 * Column: 100 inside up, −100 inside down, 0 elsewhere; NaN for the first 12 values.
 */
export const threeInside = candlestick({
  name: "three_inside",
  title: "Three inside up/down",
  reference: "TA-Lib TA_CDL3INSIDE",
  candles: [["long"], ["short or average"], []],
  match: (candles) => {
    if (candles.color() === candles.color(2)) return 0;
    if (candles.top(1) >= candles.top(2) || candles.bottom(1) <= candles.bottom(2)) return 0;
    const goesOn = candles.isWhite() ? candles.close() > candles.open(2) : candles.close() < candles.open(2);
    return goesOn ? 100 * candles.color() : 0;
  },
});
