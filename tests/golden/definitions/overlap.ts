import {
  ago,
  atrOf,
  type Definition,
  deviation,
  emaOf,
  highestOf,
  lowestOf,
  mean,
  smaOf,
  together,
  windows,
} from "./arrays.ts";
import { adaptiveAverages, movingStops } from "./adaptive_averages.ts";
import { averages } from "./averages.ts";

/** Middle between the highest and the lowest of each window. */
function middles(high: number[], low: number[], length: number): number[] {
  const lowest = lowestOf(low, length);
  return highestOf(high, length).map((top, i) => (top + lowest[i]) / 2);
}

/** Indicators of this category by name, written out from their formulas. */
export const overlap: Readonly<Record<string, Definition>> = {
  ...averages,
  ...adaptiveAverages,
  ...movingStops,
  bollinger: ([x], { length, deviations }) => [
    windows(x, length, (window) => mean(window) + deviations * deviation(window)),
    windows(x, length, mean),
    windows(x, length, (window) => mean(window) - deviations * deviation(window)),
  ],
  donchian: (
    [high, low],
    { length },
  ) => [highestOf(high, length), middles(high, low, length), lowestOf(low, length)],
  midpoint: ([x], { length }) => [middles(x, x, length)],
  midprice: ([high, low], { length }) => [middles(high, low, length)],
  acceleration_bands: ([high, low, close], { length }) => {
    const widths = high.map((top, i) => (top - low[i]) / (top + low[i]));
    return [
      smaOf(high.map((top, i) => top * (1 + 4 * widths[i])), length),
      smaOf(close, length),
      smaOf(low.map((bottom, i) => bottom * (1 - 4 * widths[i])), length),
    ];
  },
  keltner: ([x, high, low, close], { length, atrLength, multiplier }) => {
    const middle = emaOf(x, length), reach = atrOf(high, low, close, atrLength);
    return together([
      middle.map((value, i) => value + multiplier * reach[i]),
      middle,
      middle.map((value, i) => value - multiplier * reach[i]),
    ]);
  },
  chandelier_exit: ([high, low, close], { length, multiplier }) => {
    const range = atrOf(high, low, close, length), lowest = lowestOf(low, length);
    return together([
      highestOf(high, length).map((top, i) => top - multiplier * range[i]),
      lowest.map((bottom, i) => bottom + multiplier * range[i]),
    ]);
  },
  chande_kroll_stop: ([high, low, close], { length, multiplier, smoothing }) => {
    const range = atrOf(high, low, close, length), lowest = lowestOf(low, smoothing);
    return together([
      highestOf(highestOf(high, smoothing).map((top, i) => top - multiplier * range[i]), smoothing),
      lowestOf(lowest.map((bottom, i) => bottom + multiplier * range[i]), smoothing),
    ]);
  },
  supertrend: ([high, low, close], { length, multiplier }) => {
    const range = atrOf(high, low, close, length), lines: number[] = [], directions: number[] = [];
    let upper = Infinity, lower = -Infinity, isRising = false;
    close.forEach((last, i) => {
      if (i < length) {
        lines.push(NaN);
        directions.push(NaN);
        return;
      }
      const top = (high[i] + low[i]) / 2 + multiplier * range[i];
      const bottom = (high[i] + low[i]) / 2 - multiplier * range[i];
      upper = close[i - 1] > upper ? top : Math.min(upper, top);
      lower = close[i - 1] < lower ? bottom : Math.max(lower, bottom);
      isRising = isRising ? last >= lower : last > upper;
      lines.push(isRising ? lower : upper);
      directions.push(isRising ? 1 : -1);
    });
    return [lines, directions];
  },
  ichimoku: ([high, low], { tenkan, kijun, senkou, displacement }) => {
    const conversion = middles(high, low, tenkan), base = middles(high, low, kijun);
    const longest = middles(high, low, senkou);
    const ahead = together([conversion.map((value, i) => (value + base[i]) / 2), longest]);
    return together([
      conversion,
      base,
      ago(ahead[0], displacement - 1),
      ago(ahead[1], displacement - 1),
    ]);
  },
  heikin_ashi: ([open, high, low, close]) => {
    const closes = open.map((first, i) => (first + high[i] + low[i] + close[i]) / 4), opens: number[] = [];
    open.forEach((first, i) =>
      opens.push(i === 0 ? (first + close[i]) / 2 : (opens[i - 1] + closes[i - 1]) / 2)
    );
    return [
      opens,
      high.map((top, i) => Math.max(top, opens[i], closes[i])),
      low.map((bottom, i) => Math.min(bottom, opens[i], closes[i])),
      closes,
    ];
  },
  alligator: ([high, low], { jaw, teeth, lips, jawShift, teethShift, lipsShift }) => {
    const line = (length: number, shift: number) =>
      ago(emaOf(high.map((top, i) => (top + low[i]) / 2), length, 1 / length), shift);
    return together([line(jaw, jawShift), line(teeth, teethShift), line(lips, lipsShift)]);
  },
};
