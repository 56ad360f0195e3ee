import { candlestick } from "./candlestick.ts";

/**
 * A body that engulfs the one before it, of the other color. They may share one end, not both (TA_CDLENGULFING).
 * Column: 100 where a white body engulfs, −100 where a black one does, 80 and −80 where an end is shared, 0 elsewhere; NaN for
 * the first 2 values.
 */
export const engulfing = candlestick({
  name: "engulfing",
  title: "Engulfing",
  reference: "TA-Lib TA_CDLENGULFING",
  candles: [[], ["other color"]],
  waitsBars: 1,
  match: (candles) => {
    const color = candles.color();
    const beyondOpen = color * (candles.close() - candles.open(1));
    const beyondClose = color * (candles.close(1) - candles.open());
    if (beyondOpen < 0 || beyondClose < 0 || beyondOpen + beyondClose === 0) return 0;
    return color * (beyondOpen > 0 && beyondClose > 0 ? 100 : 80);
  },
});
