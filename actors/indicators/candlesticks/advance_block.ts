import { candlestick, falling } from "./candlestick.ts";

/**
 * Three white candles, each closing higher and opening within or near the body before, that tire: the first is long with a short
 * upper shadow; the others shrink, or wear long upper shadows (TA_CDLADVANCEBLOCK).
 * Column: −100 where it stands, 0 elsewhere; NaN for the first 12 values.
 */
export const advanceBlock = candlestick({
  name: "advance_block",
  title: "Advance block",
  reference: "TA-Lib TA_CDLADVANCEBLOCK",
  candles: [["white", "long", "short upper shadow"], ["white"], ["white"]],
  words: { shadowShort: [1, 0], near: [2, 1], far: [2, 1] },
  match: (candles) => {
    if (candles.close() <= candles.close(1) || candles.close(1) <= candles.close(2)) return 0;
    if (candles.open(1) <= candles.open(2) || candles.open(1) > candles.close(2) + candles.near(2)) return 0;
    if (candles.open() <= candles.open(1) || candles.open() > candles.close(1) + candles.near(1)) return 0;
    const first = candles.body(2), second = candles.body(1), third = candles.body();
    const isSecondBlocked = second < first - candles.far(2) && third < second + candles.near(1);
    const isThirdBlocked = third < second - candles.far(1);
    const shrinksUnderShadows = third < second && second < first &&
      (candles.upperShadow() > candles.shadowShort() || candles.upperShadow(1) > candles.shadowShort(1));
    const endsUnderShadow = third < second && candles.upperShadow() > third;
    return falling(isSecondBlocked || isThirdBlocked || shrinksUnderShadows || endsUnderShadow);
  },
});
