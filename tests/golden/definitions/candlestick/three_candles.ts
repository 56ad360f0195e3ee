import type { Definition } from "../arrays.ts";
import {
  type Candle,
  equal,
  firstOf,
  gapDown,
  gapUp,
  hasNoLower,
  hasNoUpper,
  isDoji,
  isLong,
  isShort,
  pattern,
  says,
} from "./candle.ts";

const isAtMostShort = (x: Candle) => x.body <= x.is("BodyShort");
const isNotShort = (x: Candle) => x.body > x.is("BodyShort");
const areBlack = (...all: Candle[]) => all.every((x) => x.black);
const areWhite = (...all: Candle[]) => all.every((x) => x.white);

const morning = (a: Candle, b: Candle, c: Candle, penetration: number) =>
  a.black && isLong(a) && gapDown(a, b) && c.white && isNotShort(c) &&
  c.close > a.close + a.body * penetration;
const evening = (a: Candle, b: Candle, c: Candle, penetration: number) =>
  a.white && isLong(a) && gapUp(a, b) && c.black && isNotShort(c) &&
  c.close < a.close - a.body * penetration;

/** Three white candles, each closing higher and opening within or near the body before. */
const advance = (a: Candle, b: Candle, c: Candle) =>
  areWhite(a, b, c) && c.close > b.close && b.close > a.close &&
  b.open > a.open && b.open <= a.close + a.is("Near") &&
  c.open > b.open && c.open <= b.close + b.is("Near");

/** The second and the third, or the third alone, tire. */
function isBlocked(a: Candle, b: Candle, c: Candle): boolean {
  const ways = [
    b.body < a.body - a.is("Far") && c.body < b.body + b.is("Near"),
    c.body < b.body - b.is("Far"),
    c.body < b.body && b.body < a.body &&
    (c.upper > c.is("ShadowShort") || b.upper > b.is("ShadowShort")),
    c.body < b.body && c.upper > c.body,
  ];
  return ways.some((way) => way);
}

/** Patterns of three candles. */
export const threeCandles: Readonly<Record<string, Definition>> = {
  morning_star: pattern(
    3,
    12,
    ([a, b, c], { penetration }) => says(100, isAtMostShort(b), morning(a, b, c, penetration)),
  ),
  evening_star: pattern(
    3,
    12,
    ([a, b, c], { penetration }) => says(-100, isAtMostShort(b), evening(a, b, c, penetration)),
  ),
  morning_doji_star: pattern(
    3,
    12,
    ([a, b, c], { penetration }) => says(100, isDoji(b), morning(a, b, c, penetration)),
  ),
  evening_doji_star: pattern(
    3,
    12,
    ([a, b, c], { penetration }) => says(-100, isDoji(b), evening(a, b, c, penetration)),
  ),
  abandoned_baby: pattern(3, 12, ([a, b, c], { penetration }) =>
    firstOf(
      says(100, isDoji(b), morning(a, b, c, penetration), b.high < a.low, c.low > b.high),
      says(-100, isDoji(b), evening(a, b, c, penetration), b.low > a.high, c.high < b.low),
    )),
  tristar: pattern(3, 12, ([a, b, c]) => {
    const dojis = [a, b, c].every((x) => x.body <= a.is("BodyDoji"));
    return firstOf(
      says(-100, dojis, gapUp(a, b), c.top < b.top),
      says(100, dojis, gapDown(a, b), c.bottom > b.bottom),
    );
  }),
  three_white_soldiers: pattern(3, 12, ([a, b, c]) =>
    says(
      100,
      advance(a, b, c),
      [a, b, c].every(hasNoUpper),
      b.body > a.body - a.is("Far"),
      c.body > b.body - b.is("Far"),
      isNotShort(c),
    )),
  identical_three_crows: pattern(3, 12, ([a, b, c]) =>
    says(
      -100,
      areBlack(a, b, c),
      [a, b, c].every(hasNoLower),
      a.close > b.close,
      b.close > c.close,
      equal(a, b.open, a.close),
      equal(b, c.open, b.close),
    )),
  advance_block: pattern(
    3,
    12,
    ([a, b, c]) => says(-100, advance(a, b, c), isLong(a), a.upper < a.is("ShadowShort"), isBlocked(a, b, c)),
  ),
  stalled_pattern: pattern(3, 12, ([a, b, c]) =>
    says(
      -100,
      areWhite(a, b, c),
      c.close > b.close,
      b.close > a.close,
      isLong(a),
      isLong(b),
      hasNoUpper(b),
      b.open > a.open,
      b.open <= a.close + a.is("Near"),
      isShort(c),
      c.open >= b.close - c.body - b.is("Near"),
    )),
  three_inside: pattern(3, 12, ([a, b, c]) => {
    const harami = isLong(a) && isAtMostShort(b) && b.top < a.top && b.bottom > a.bottom;
    return firstOf(
      says(100, harami, a.black, c.white, c.close > a.open),
      says(-100, harami, a.white, c.black, c.close < a.open),
    );
  }),
  three_outside: pattern(3, 3, ([a, b, c]) =>
    firstOf(
      says(100, a.black, b.white, b.close > a.open, b.open < a.close, c.close > b.close),
      says(-100, a.white, b.black, b.open > a.close, b.close < a.open, c.close < b.close),
    )),
  three_stars_in_the_south: pattern(3, 12, ([a, b, c]) =>
    says(
      100,
      areBlack(a, b, c),
      isLong(a),
      a.lower > a.body,
      b.body < a.body,
      b.open > a.close,
      b.open <= a.high,
      b.low < a.close,
      b.low >= a.low,
      b.lower > b.is("ShadowVeryShort"),
      isShort(c),
      hasNoLower(c),
      hasNoUpper(c),
      c.low > b.low,
      c.high < b.high,
    )),
  two_crows: pattern(3, 12, ([a, b, c]) =>
    says(
      -100,
      a.white,
      isLong(a),
      areBlack(b, c),
      gapUp(a, b),
      c.open < b.open,
      c.open > b.close,
      c.close > a.open,
      c.close < a.close,
    )),
  upside_gap_two_crows: pattern(3, 12, ([a, b, c]) =>
    says(
      -100,
      a.white,
      isLong(a),
      areBlack(b, c),
      isAtMostShort(b),
      gapUp(a, b),
      c.open > b.open,
      c.close < b.close,
      c.close > a.close,
    )),
  unique_three_river: pattern(3, 12, ([a, b, c]) =>
    says(
      100,
      areBlack(a, b),
      isLong(a),
      b.close > a.close,
      b.open <= a.open,
      b.low < a.low,
      c.white,
      isShort(c),
      c.open > b.low,
    )),
  stick_sandwich: pattern(
    3,
    7,
    ([a, b, c]) => says(100, areBlack(a, c), b.white, b.low > a.close, equal(a, c.close, a.close)),
  ),
  tasuki_gap: pattern(3, 7, ([a, b, c]) => {
    const isSameSize = Math.abs(b.body - c.body) < b.is("Near"),
      isWithin = c.open < b.top && c.open > b.bottom;
    return firstOf(
      says(100, gapUp(a, b), b.white, c.black, isWithin, c.close < b.open, c.close > a.top, isSameSize),
      says(-100, gapDown(a, b), b.black, c.white, isWithin, c.close > b.open, c.close < a.bottom, isSameSize),
    );
  }),
  side_by_side_white_lines: pattern(3, 7, ([a, b, c]) => {
    const areAlike = areWhite(b, c) && c.body >= b.body - b.is("Near") && c.body <= b.body + b.is("Near") &&
      equal(b, c.open, b.open);
    return firstOf(
      says(100, areAlike, gapUp(a, b), gapUp(a, c)),
      says(-100, areAlike, gapDown(a, b), gapDown(a, c)),
    );
  }),
  gap_three_methods: pattern(3, 2, ([a, b, c]) => {
    const fillsGap = c.open < b.top && c.open > b.bottom && c.close < a.top && c.close > a.bottom;
    return firstOf(
      says(100, areWhite(a, b), c.black, gapUp(a, b), fillsGap),
      says(-100, areBlack(a, b), c.white, gapDown(a, b), fillsGap),
    );
  }),
};
