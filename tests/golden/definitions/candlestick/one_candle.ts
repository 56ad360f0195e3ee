import type { Definition } from "../arrays.ts";
import {
  type Candle,
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

const hasShortShadows = (x: Candle) => x.upper < x.is("ShadowShort") && x.lower < x.is("ShadowShort");

/** Patterns of one candle, some of which look at the one before. */
export const oneCandle: Readonly<Record<string, Definition>> = {
  doji: pattern(1, 10, ([x]) => says(100, isDoji(x))),
  dragonfly_doji: pattern(
    1,
    10,
    ([x]) => says(100, isDoji(x), hasNoUpper(x), x.lower > x.is("ShadowVeryShort")),
  ),
  gravestone_doji: pattern(
    1,
    10,
    ([x]) => says(100, isDoji(x), hasNoLower(x), x.upper > x.is("ShadowVeryShort")),
  ),
  long_legged_doji: pattern(1, 10, ([x]) => says(100, isDoji(x), Math.max(x.lower, x.upper) > x.body)),
  rickshaw_man: pattern(1, 10, ([x]) => {
    const middle = x.low + (x.high - x.low) / 2, near = x.is("Near");
    return says(
      100,
      isDoji(x),
      x.lower > x.body,
      x.upper > x.body,
      x.bottom <= middle + near,
      x.top >= middle - near,
    );
  }),
  takuri: pattern(1, 10, ([x]) => says(100, isDoji(x), hasNoUpper(x), x.lower > 2 * x.body)),
  marubozu: pattern(1, 10, ([x]) => says(100 * x.color, isLong(x), hasNoUpper(x), hasNoLower(x))),
  closing_marubozu: pattern(
    1,
    10,
    ([x]) => says(100 * x.color, isLong(x), x.white && hasNoUpper(x) || x.black && hasNoLower(x)),
  ),
  belt_hold: pattern(
    1,
    10,
    ([x]) => says(100 * x.color, isLong(x), x.white && hasNoLower(x) || x.black && hasNoUpper(x)),
  ),
  long_line: pattern(1, 10, ([x]) => says(100 * x.color, isLong(x), hasShortShadows(x))),
  short_line: pattern(1, 10, ([x]) => says(100 * x.color, isShort(x), hasShortShadows(x))),
  spinning_top: pattern(1, 10, ([x]) => says(100 * x.color, isShort(x), x.upper > x.body, x.lower > x.body)),
  high_wave: pattern(
    1,
    10,
    ([x]) => says(100 * x.color, isShort(x), x.upper > 2 * x.body, x.lower > 2 * x.body),
  ),
  hammer: pattern(2, 11, ([before, x]) =>
    says(
      100,
      isShort(x),
      x.lower > x.body,
      hasNoUpper(x),
      x.bottom <= before.low + before.is("Near"),
    )),
  hanging_man: pattern(2, 11, ([before, x]) =>
    says(
      -100,
      isShort(x),
      x.lower > x.body,
      hasNoUpper(x),
      x.bottom >= before.high - before.is("Near"),
    )),
  inverted_hammer: pattern(
    2,
    11,
    ([before, x]) => says(100, isShort(x), x.upper > x.body, hasNoLower(x), gapDown(before, x)),
  ),
  shooting_star: pattern(
    2,
    11,
    ([before, x]) => says(-100, isShort(x), x.upper > x.body, hasNoLower(x), gapUp(before, x)),
  ),
};
