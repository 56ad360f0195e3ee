import type { Definition } from "../arrays.ts";
import {
  type Candle,
  firstOf,
  gapDown,
  gapUp,
  hasNoLower,
  hasNoUpper,
  isLong,
  isShort,
  pattern,
  says,
} from "./candle.ts";

const areBlack = (...all: Candle[]) => all.every((x) => x.black);
const areWhite = (...all: Candle[]) => all.every((x) => x.white);

/** Opens within the body before, or near it. */
const opensBeside = (before: Candle, x: Candle) =>
  x.open >= before.bottom - before.is("Near") && x.open <= before.top + before.is("Near");

/** Higher highs and lows, or lower ones, from candle to candle. */
const climb = (...all: Candle[]) => all.slice(1).every((x, k) => x.high > all[k].high && x.low > all[k].low);
const sink = (...all: Candle[]) => all.slice(1).every((x, k) => x.high < all[k].high && x.low < all[k].low);

/** Patterns of four and five candles. */
export const moreCandles: Readonly<Record<string, Definition>> = {
  three_black_crows: pattern(4, 13, ([before, a, b, c]) =>
    says(
      -100,
      before.white,
      areBlack(a, b, c),
      [a, b, c].every(hasNoLower),
      b.open < a.open && b.open > a.close,
      c.open < b.open && c.open > b.close,
      before.high > a.close,
      a.close > b.close,
      b.close > c.close,
    )),
  three_line_strike: pattern(4, 8, ([a, b, c, d]) => {
    const areBesides = opensBeside(a, b) && opensBeside(b, c);
    return firstOf(
      says(
        100,
        areWhite(a, b, c),
        d.black,
        areBesides,
        c.close > b.close,
        b.close > a.close,
        d.open > c.close,
        d.close < a.open,
      ),
      says(
        -100,
        areBlack(a, b, c),
        d.white,
        areBesides,
        c.close < b.close,
        b.close < a.close,
        d.open < c.close,
        d.close > a.open,
      ),
    );
  }),
  concealing_baby_swallow: pattern(4, 13, ([a, b, c, d]) =>
    says(
      100,
      areBlack(a, b, c, d),
      [a, b].every((x) => hasNoLower(x) && hasNoUpper(x)),
      gapDown(b, c),
      c.upper > c.is("ShadowVeryShort"),
      c.high > b.close,
      d.high > c.high,
      d.low < c.low,
    )),
  ladder_bottom: pattern(5, 14, ([a, b, c, d, e]) =>
    says(
      100,
      areBlack(a, b, c, d),
      a.open > b.open && b.open > c.open,
      a.close > b.close && b.close > c.close,
      d.upper > d.is("ShadowVeryShort"),
      e.white,
      e.open > d.open,
      e.close > d.high,
    )),
  breakaway: pattern(5, 14, ([a, b, c, d, e]) =>
    firstOf(
      says(
        100,
        areBlack(a, b, d),
        e.white,
        isLong(a),
        gapDown(a, b),
        sink(b, c, d),
        e.close > b.open,
        e.close < a.close,
      ),
      says(
        -100,
        areWhite(a, b, d),
        e.black,
        isLong(a),
        gapUp(a, b),
        climb(b, c, d),
        e.close < b.open,
        e.close > a.close,
      ),
    )),
  mat_hold: pattern(5, 14, ([a, b, c, d, e], { penetration }) => {
    const holds = (x: Candle) => x.bottom < a.close && x.bottom > a.close - a.body * penetration;
    return says(
      100,
      areWhite(a, e),
      b.black,
      isLong(a),
      [b, c, d].every(isShort),
      gapUp(a, b),
      holds(c) && holds(d),
      c.top < b.open,
      d.top < c.top,
      e.open > d.close,
      e.close > Math.max(b.high, c.high, d.high),
    );
  }),
  rising_falling_three_methods: pattern(5, 14, ([a, b, c, d, e]) => {
    const sizes = isLong(a) && [b, c, d].every(isShort) && isLong(e);
    const hold = [b, c, d].every((x) => x.bottom < a.high && x.top > a.low);
    return firstOf(
      says(
        100,
        areWhite(a, e),
        areBlack(b, c, d),
        sizes,
        hold,
        c.close < b.close && d.close < c.close,
        e.open > d.close,
        e.close > a.close,
      ),
      says(
        -100,
        areBlack(a, e),
        areWhite(b, c, d),
        sizes,
        hold,
        c.close > b.close && d.close > c.close,
        e.open < d.close,
        e.close < a.close,
      ),
    );
  }),
};
