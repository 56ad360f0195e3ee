import {
  ago,
  type Definition,
  emaOf,
  highestOf,
  late,
  lowestOf,
  mean,
  smaOf,
  smoothed,
  sumsOf,
  together,
  trueRanges,
  windows,
  wmaOf,
} from "./arrays.ts";
import { directional } from "./directional.ts";
import { oscillators } from "./oscillators.ts";
import { changesOf, positionsOf, rsiOf, wilderChanges } from "./relative_strength.ts";

/** What differs by less than this share is the same but for rounding. */
const ROUNDING = 1e-14;

/** Bars since the last value that `isBeyond` says no other of the window lies beyond; over the last `length` + 1 bars. */
function ages(x: number[], length: number, sign: 1 | -1): number[] {
  return windows(x, length + 1, (window) => {
    const best = Math.max(...window.map((value) => sign * value));
    return length - window.findLastIndex((value) => sign * value === best);
  });
}

const ratios = (x: number[], length: number) => {
  const past = ago(x, length);
  return x.map((value, i) => past[i] === 0 ? 0 : value / past[i]);
};

const typicals = (high: number[], low: number[], close: number[]) =>
  high.map((top, i) => (top + low[i] + close[i]) / 3);

/** Indicators of this category by name, written out from their formulas. */
export const momentum: Readonly<Record<string, Definition>> = {
  ...directional,
  ...oscillators,
  momentum: ([x], { length }) => [x.map((value, i) => value - ago(x, length)[i])],
  roc: ([x], { length }) => [x.map((value, i) => 100 * (value - ago(x, length)[i]) / ago(x, length)[i])],
  rocp: ([x], { length }) => [x.map((value, i) => (value - ago(x, length)[i]) / ago(x, length)[i])],
  rocr: ([x], { length }) => [ratios(x, length)],
  rocr100: ([x], { length }) => [ratios(x, length).map((ratio) => 100 * ratio)],
  rsi: ([x], { length }) => {
    const { gains, losses } = wilderChanges(x, length);
    return [gains.map((gain, i) => gain === 0 && losses[i] === 0 ? 0 : 100 * gain / (gain + losses[i]))];
  },
  cmo: ([x], { length }) => {
    const { gains, losses } = wilderChanges(x, length);
    return [
      gains.map((gain, i) =>
        gain === 0 && losses[i] === 0 ? 0 : 100 * (gain - losses[i]) / (gain + losses[i])
      ),
    ];
  },
  macd: ([x], { fast, slow, signal }) => {
    const fastValues = late(x.length, smoothed(x.slice(slow - fast), fast, 2 / (fast + 1)));
    const slowValues = smoothed(x, slow, 2 / (slow + 1));
    const macds = fastValues.map((value, i) => value - slowValues[i]);
    const signals = late(x.length, smoothed(macds.slice(slow - 1), signal, 2 / (signal + 1)));
    return [
      macds.map((value, i) => Number.isNaN(signals[i]) ? NaN : value),
      signals,
      macds.map((value, i) => value - signals[i]),
    ];
  },
  macd_fixed: ([x], { signal }) => {
    const slowValues = smoothed(x, 26, 0.075);
    const macds = late(x.length, smoothed(x.slice(14), 12, 0.15)).map((value, i) => value - slowValues[i]);
    const signals = emaOf(macds, signal);
    return together([macds, signals, macds.map((value, i) => value - signals[i])]);
  },
  macd_extended: ([x], { fast, slow, signal, fastKind, slowKind, signalKind }) => {
    const average = (values: number[], kind: number, length: number) =>
      [smaOf, emaOf, wmaOf][kind](values, length);
    const fastValues = late(x.length, average(x.slice(slow - fast), fastKind, fast));
    const slowValues = average(x, slowKind, slow);
    const macds = fastValues.map((value, i) => value - slowValues[i]);
    const signals = average(macds, signalKind, signal);
    return together([macds, signals, macds.map((value, i) => value - signals[i])]);
  },
  apo: ([x], { fast, slow }) => {
    const slowValues = emaOf(x, slow);
    return [emaOf(x, fast).map((value, i) => value - slowValues[i])];
  },
  ppo: ([x], { fast, slow }) => {
    const slowValues = emaOf(x, slow);
    return [emaOf(x, fast).map((value, i) => 100 * (value - slowValues[i]) / slowValues[i])];
  },
  ppo_histogram: ([x], { fast, slow, signal }) => {
    const slowValues = emaOf(x, slow);
    const percents = emaOf(x, fast).map((value, i) => 100 * (value - slowValues[i]) / slowValues[i]);
    const signals = emaOf(percents, signal);
    return together([percents, signals, percents.map((value, i) => value - signals[i])]);
  },
  aroon: ([high, low], { length }) =>
    [ages(low, length, -1), ages(high, length, 1)].map((each) =>
      each.map((age) => 100 * (length - age) / length)
    ),
  aroon_oscillator: ([high, low], { length }) => {
    const sinceHighest = ages(high, length, 1);
    return [ages(low, length, -1).map((age, i) => 100 * (age - sinceHighest[i]) / length)];
  },
  balance_of_power: ([open, high, low, close]) => [
    open.map((first, i) => high[i] === low[i] ? 0 : (close[i] - first) / (high[i] - low[i])),
  ],
  mfi: ([high, low, close, volume], { length }) => {
    const typical = typicals(high, low, close), changes = changesOf(typical);
    const flows = (sign: number) =>
      sumsOf(
        changes.map((change, i) =>
          i === 0 ? NaN : sign * change > ROUNDING * typical[i] ? typical[i] * volume[i] : 0
        ),
        length,
      );
    const negative = flows(-1);
    return [
      flows(1).map((flow, i) => flow === 0 && negative[i] === 0 ? 0 : 100 * flow / (flow + negative[i])),
    ];
  },
  cci: ([high, low, close], { length }) => [
    windows(typicals(high, low, close), length, (window) => {
      const spread = mean(window.map((value) => Math.abs(value - mean(window)))), newest = window.at(-1)!;
      const apart = newest - mean(window);
      return Math.abs(apart) <= ROUNDING * newest || spread <= ROUNDING * newest
        ? 0
        : apart / (0.015 * spread);
    }),
  ],
  stochastic: ([high, low, close], { fastK, slowK, slowD }) => {
    const k = smaOf(positionsOf(high, low, close, fastK), slowK);
    return together([k, smaOf(k, slowD)]);
  },
  stochastic_fast: ([high, low, close], { fastK, fastD }) => {
    const k = positionsOf(high, low, close, fastK);
    return together([k, smaOf(k, fastD)]);
  },
  stochastic_rsi: ([x], { length, fastK, fastD }) => {
    const rsi = rsiOf(x, length), k = positionsOf(rsi, rsi, rsi, fastK);
    return together([k, smaOf(k, fastD)]);
  },
  trix: ([x], { length }) => {
    const value = emaOf(emaOf(emaOf(x, length), length), length), past = ago(value, 1);
    return [value.map((newest, i) => 100 * (newest - past[i]) / past[i])];
  },
  ultimate_oscillator: ([high, low, close], { short, medium, long }) => {
    const bottoms = low.map((bottom, i) => i === 0 ? NaN : Math.min(bottom, close[i - 1]));
    const shares = (length: number) => {
      const ranges = sumsOf(trueRanges(high, low, close), length);
      return sumsOf(close.map((last, i) => last - bottoms[i]), length).map((pressure, i) =>
        ranges[i] === 0 ? 0 : pressure / ranges[i]
      );
    };
    const [quick, calm, slow] = [shares(short), shares(medium), shares(long)];
    return [quick.map((share, i) => 100 * (4 * share + 2 * calm[i] + slow[i]) / 7)];
  },
  williams_r: ([high, low, close], { length }) => {
    const highest = highestOf(high, length), lowest = lowestOf(low, length);
    return [
      close.map((last, i) =>
        highest[i] === lowest[i] ? 0 : -100 * (highest[i] - last) / (highest[i] - lowest[i])
      ),
    ];
  },
  intraday_momentum_index: ([open, close], { length }) => {
    const changes = close.map((last, i) => last - open[i]);
    const gains = sumsOf(changes.map((change) => Math.max(0, change)), length);
    const losses = sumsOf(changes.map((change) => Math.max(0, -change)), length);
    return [gains.map((gain, i) => gain + losses[i] === 0 ? 50 : 100 * gain / (gain + losses[i]))];
  },
};
