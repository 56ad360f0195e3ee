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
  pattern,
  says,
} from "./candle.ts";

const isMarubozu = (x: Candle) => isLong(x) && hasNoUpper(x) && hasNoLower(x);

/** The gap of a kicking: up from black to white, down from white to black, shadows included. */
const kicks = (a: Candle, b: Candle) =>
  isMarubozu(a) && isMarubozu(b) &&
  (a.black && b.white && b.low > a.high || a.white && b.black && b.high < a.low);

/** 100 where the second body lies within the first, 80 where an end or two are the same. */
const within = (a: Candle, b: Candle) =>
  firstOf(
    says(-100 * a.color, b.top < a.top, b.bottom > a.bottom),
    says(-80 * a.color, b.top <= a.top, b.bottom >= a.bottom),
  );

/** A long black candle, then a white one that opens below its low. */
const openingBelow = (a: Candle, b: Candle) => a.black && isLong(a) && b.white && b.open < a.low;

/** Patterns of two candles. */
export const twoCandles: Readonly<Record<string, Definition>> = {
  engulfing: pattern(2, 2, ([a, b]) => {
    const whole = b.top > a.top && b.bottom < a.bottom;
    const oneEnd = b.top === a.top && b.bottom < a.bottom || b.top > a.top && b.bottom === a.bottom;
    return firstOf(
      says(100 * b.color, a.color !== b.color, whole),
      says(80 * b.color, a.color !== b.color, oneEnd),
    );
  }),
  harami: pattern(2, 11, ([a, b]) => isLong(a) && b.body <= b.is("BodyShort") ? within(a, b) : 0),
  harami_cross: pattern(2, 11, ([a, b]) => isLong(a) && isDoji(b) ? within(a, b) : 0),
  doji_star: pattern(2, 11, ([a, b]) =>
    firstOf(
      says(-100, isLong(a), a.white, isDoji(b), gapUp(a, b)),
      says(100, isLong(a), a.black, isDoji(b), gapDown(a, b)),
    )),
  dark_cloud_cover: pattern(2, 11, ([a, b], { penetration }) =>
    says(
      -100,
      a.white,
      isLong(a),
      b.black,
      b.open > a.high,
      b.close > a.open,
      b.close < a.close - a.body * penetration,
    )),
  piercing: pattern(2, 11, ([a, b]) =>
    says(
      100,
      openingBelow(a, b),
      isLong(b),
      b.close < a.open,
      b.close > a.close + a.body * 0.5,
    )),
  thrusting: pattern(2, 11, ([a, b]) =>
    says(
      -100,
      openingBelow(a, b),
      b.close > a.close + a.is("Equal"),
      b.close <= a.close + a.body * 0.5,
    )),
  in_neck: pattern(2, 11, ([a, b]) =>
    says(
      -100,
      openingBelow(a, b),
      b.close >= a.close,
      b.close <= a.close + a.is("Equal"),
    )),
  on_neck: pattern(2, 11, ([a, b]) => says(-100, openingBelow(a, b), equal(a, b.close, a.low))),
  counterattack: pattern(
    2,
    11,
    ([a, b]) => says(100 * b.color, a.color !== b.color, isLong(a), isLong(b), equal(a, b.close, a.close)),
  ),
  separating_lines: pattern(2, 11, ([a, b]) =>
    says(
      100 * b.color,
      a.color !== b.color,
      equal(a, b.open, a.open),
      isLong(b),
      b.white && hasNoLower(b) || b.black && hasNoUpper(b),
    )),
  kicking: pattern(2, 11, ([a, b]) => says(100 * b.color, kicks(a, b))),
  kicking_by_length: pattern(2, 11, ([a, b]) => says(100 * (b.body > a.body ? b : a).color, kicks(a, b))),
  homing_pigeon: pattern(2, 11, ([a, b]) =>
    says(
      100,
      a.black,
      isLong(a),
      b.black,
      b.body <= b.is("BodyShort"),
      b.open < a.open,
      b.close > a.close,
    )),
  matching_low: pattern(2, 6, ([a, b]) => says(100, a.black, b.black, equal(a, b.close, a.close))),
};
