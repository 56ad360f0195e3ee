import {
  ago,
  atrOf,
  type Definition,
  deviation,
  emaOf,
  highestOf,
  late,
  lowestOf,
  mean,
  smoothed,
  sumsOf,
  together,
  trueRanges,
  windows,
} from "./arrays.ts";
import { volatilityEstimators } from "./volatility_estimators.ts";

/** Standard deviation, exactly 0 where all values are equal. */
const spreadOf = (window: number[]) => window.every((x) => x === window[0]) ? 0 : deviation(window);

/** Indicators of this category by name, written out from their formulas. */
export const volatility: Readonly<Record<string, Definition>> = {
  ...volatilityEstimators,
  true_range: ([high, low, close]) => [trueRanges(high, low, close)],
  atr: ([high, low, close], { length }) => [
    late(high.length, smoothed(trueRanges(high, low, close).slice(1), length, 1 / length)),
  ],
  natr: ([high, low, close], { length }) => [
    atrOf(high, low, close, length).map((range, i) => 100 * range / close[i]),
  ],
  chaikin_volatility: ([high, low], { length, change }) => {
    const average = emaOf(high.map((top, i) => top - low[i]), length), before = ago(average, change);
    return [average.map((range, i) => before[i] === 0 ? 0 : 100 * (range - before[i]) / before[i])];
  },
  mass_index: ([high, low], { length, smoothing }) => {
    const once = emaOf(high.map((top, i) => top - low[i]), smoothing), twice = emaOf(once, smoothing);
    return [sumsOf(once.map((single, i) => twice[i] === 0 ? 1 : single / twice[i]), length)];
  },
  choppiness: ([high, low, close], { length }) => {
    const paths = sumsOf(trueRanges(high, low, close), length);
    const tops = highestOf(high, length), bottoms = lowestOf(low, length);
    return [
      paths.map((path, i) =>
        Number.isNaN(path)
          ? NaN
          : tops[i] === bottoms[i]
          ? 100
          : 100 * Math.log10(path / (tops[i] - bottoms[i])) / Math.log10(length)
      ),
    ];
  },
  ulcer_index: ([x], { length }) => {
    const falls = highestOf(x, length).map((top, i) => 100 * (x[i] - top) / top);
    return [sumsOf(falls.map((fall) => fall ** 2), length).map((sum) => Math.sqrt(sum / length))];
  },
  relative_volatility_index: ([x], { length, smoothing }) => {
    const spreads = windows(x, length, spreadOf);
    const counted = (sign: number) =>
      emaOf(
        spreads.map((spread, i) => Number.isNaN(spread) ? NaN : sign * (x[i] - x[i - 1]) > 0 ? spread : 0),
        smoothing,
        1 / smoothing,
      );
    const up = counted(1), down = counted(-1);
    return [up.map((rising, i) => rising + down[i] === 0 ? 50 : 100 * rising / (rising + down[i]))];
  },
  percent_b: ([x], { length, deviations }) => [
    windows(x, length, (window) => {
      const lower = mean(window) - deviations * spreadOf(window);
      const upper = mean(window) + deviations * spreadOf(window);
      return spreadOf(window) === 0 ? 0.5 : (window[length - 1] - lower) / (upper - lower);
    }),
  ],
  bollinger_width: ([x], { length, deviations }) => [
    windows(x, length, (window) => 2 * deviations * spreadOf(window) / mean(window)),
  ],
  donchian_width: ([high, low], { length }) => {
    const bottoms = lowestOf(low, length);
    return [highestOf(high, length).map((top, i) => (top - bottoms[i]) / ((top + bottoms[i]) / 2))];
  },
  keltner_width: ([x, high, low, close], { length, atrLength, multiplier }) => {
    const middle = emaOf(x, length);
    return [atrOf(high, low, close, atrLength).map((range, i) => 2 * multiplier * range / middle[i])];
  },
  damiani_volatmeter: (
    [x, high, low, close],
    { fastAtr, fastDeviation, slowAtr, slowDeviation, level },
  ) => {
    const quick = atrOf(high, low, close, fastAtr), calm = atrOf(high, low, close, slowAtr);
    const quickSpreads = ago(windows(x, fastDeviation, spreadOf), 1);
    const calmSpreads = ago(windows(x, slowDeviation, spreadOf), 1);
    const values: number[] = [], start = Math.max(slowAtr, slowDeviation);
    for (let i = 0; i < x.length; i++) {
      const ratio = calm[i] === 0 ? 1 : quick[i] / calm[i];
      values.push(i < start ? 0 : ratio + 0.5 * ((values[i - 1] ?? 0) - (values[i - 3] ?? 0)));
    }
    return together([
      values.map((value, i) => i < start ? NaN : value),
      calmSpreads.map((spread, i) => i < start ? NaN : level - (spread === 0 ? 1 : quickSpreads[i] / spread)),
    ]);
  },
};
