import {
  ago,
  type Definition,
  deviation,
  emaOf,
  fromFirst,
  highestOf,
  lowestOf,
  mean,
  smaOf,
  sum,
  sumsOf,
  together,
  trueRanges,
  windows,
  wmaOf,
} from "./arrays.ts";
import { positionsOf, rsiOf } from "./relative_strength.ts";

/** What differs by less than this share is the same but for rounding. */
const ROUNDING = 1e-14;

const minus = (x: number[], y: number[]) => x.map((value, i) => value - y[i]);
const middlesOf = (high: number[], low: number[]) => high.map((top, i) => (top + low[i]) / 2);
const changesOf = (x: number[]) => minus(x, ago(x, 1));
const percentsOf = (x: number[], length: number) =>
  x.map((value, i) => 100 * (value - ago(x, length)[i]) / ago(x, length)[i]);

/** 100·S(net) / S(size), 0 where nothing has moved. */
const balance = (net: number[], size: number[]) =>
  net.map((value, i) => size[i] === 0 ? 0 : 100 * value / size[i]);

/** Weights 1, 2, 2, 1 over the last four. */
const smoothedOverFour = (x: number[]) =>
  fromFirst(x, (tail) => windows(tail, 4, ([a, b, c, d]) => (a + 2 * b + 2 * c + d) / 6));

/** Where the least-squares line through each window ends. */
const lineEnds = (x: number[], length: number) =>
  fromFirst(x, (tail) =>
    windows(tail, length, (window) => {
      const middle = (length - 1) / 2, level = mean(window);
      const slope = sum(window.map((value, j) => (j - middle) * (value - level))) /
        sum(window.map((_, j) => (j - middle) ** 2));
      return level + slope * middle;
    }));

function alligatorLines([high, low]: number[][], params: Record<string, number>): number[][] {
  return (["jaw", "teeth", "lips"] as const).map((name) =>
    ago(emaOf(middlesOf(high, low), params[name], 1 / params[name]), params[`${name}Shift`])
  );
}

/** Oscillators by name, written out from their formulas. */
export const oscillators: Readonly<Record<string, Definition>> = {
  vortex: ([high, low, close], { length }) => {
    const range = sumsOf(trueRanges(high, low, close), length);
    const share = (moves: number[]) =>
      sumsOf(moves, length).map((moved, i) => range[i] === 0 ? 0 : moved / range[i]);
    return [
      share(minus(high, ago(low, 1)).map(Math.abs)),
      share(minus(low, ago(high, 1)).map(Math.abs)),
    ];
  },
  elder_ray: ([x, high, low], { length }) => [minus(high, emaOf(x, length)), minus(low, emaOf(x, length))],
  awesome_oscillator: ([high, low], { fast, slow }) => {
    const middle = middlesOf(high, low);
    return [minus(smaOf(middle, fast), smaOf(middle, slow))];
  },
  accelerator_oscillator: ([high, low], { fast, slow, signal }) => {
    const middle = middlesOf(high, low), awesome = minus(smaOf(middle, fast), smaOf(middle, slow));
    return [minus(awesome, smaOf(awesome, signal))];
  },
  kst: ([x], params) => {
    const parts = [1, 2, 3, 4].map((k) => smaOf(percentsOf(x, params[`roc${k}`]), params[`mean${k}`]));
    const value = x.map((_, i) => sum(parts.map((part, k) => (k + 1) * part[i])));
    return together([value, smaOf(value, params.signal)]);
  },
  tsi: ([x], { long, short }) => {
    const smooth = (values: number[]) => emaOf(emaOf(values, long), short);
    return [balance(smooth(changesOf(x)), smooth(changesOf(x).map(Math.abs)))];
  },
  coppock_curve: ([x], { long, short, length }) => {
    const slow = percentsOf(x, long);
    return [wmaOf(percentsOf(x, short).map((value, i) => value + slow[i]), length)];
  },
  dpo: ([x], { length }) => [minus(ago(x, Math.floor(length / 2) + 1), smaOf(x, length))],
  qstick: ([open, close], { length }) => [smaOf(minus(close, open), length)],
  gator_oscillator: (inputs, params) => {
    const [jaw, teeth, lips] = alligatorLines(inputs, params);
    return together([minus(jaw, teeth).map(Math.abs), minus(teeth, lips).map((x) => -Math.abs(x))]);
  },
  fisher_transform: ([high, low], { length }) => {
    const middle = middlesOf(high, low),
      highest = highestOf(middle, length),
      lowest = lowestOf(middle, length);
    let position = 0, fisher = 0;
    const signal: number[] = [];
    const values = middle.map((m, i) => {
      signal.push(i < length - 1 ? NaN : fisher);
      if (i < length - 1) return NaN;
      const place = highest[i] === lowest[i] ? 0.5 : (m - lowest[i]) / (highest[i] - lowest[i]);
      position = 0.66 * (place - 0.5) + 0.67 * position;
      if (Math.abs(position) > 0.99) position = 0.999 * Math.sign(position);
      return fisher = 0.5 * Math.log((1 + position) / (1 - position)) + 0.5 * fisher;
    });
    return [values, signal];
  },
  wave_trend: ([high, low, close], { channel, average, signal }) => {
    const typical = high.map((top, i) => (top + low[i] + close[i]) / 3);
    const apart = minus(typical, emaOf(typical, channel)), usual = emaOf(apart.map(Math.abs), channel);
    const wave = emaOf(
      apart.map((value, i) => usual[i] <= ROUNDING * typical[i] ? 0 : value / (0.015 * usual[i])),
      average,
    );
    return together([wave, smaOf(wave, signal)]);
  },
  rsx: ([x], { length }) => {
    const k = 3 / (length + 2);
    const smooth = (values: number[]) => {
      let a = 0, b = 0;
      return values.map((value) => {
        a = (1 - k) * a + k * value;
        b = (1 - k) * b + k * a;
        return 1.5 * a - 0.5 * b;
      });
    };
    const thrice = (values: number[]) => smooth(smooth(smooth(values)));
    const changes = changesOf(x).slice(1), net = thrice(changes), size = thrice(changes.map(Math.abs));
    return [
      x.map((_, i) =>
        i < length
          ? NaN
          : size[i - 1] > 0
          ? Math.min(100, Math.max(0, (net[i - 1] / size[i - 1] + 1) * 50))
          : 50
      ),
    ];
  },
  connors_rsi: ([x], { rsi, streak, rank }) => {
    const percents = percentsOf(x, 1), streaks: number[] = [];
    x.forEach((value, i) => {
      const before = streaks[i - 1] ?? 0;
      if (i === 0 || value === x[i - 1]) streaks.push(0);
      else streaks.push(value > x[i - 1] ? Math.max(0, before) + 1 : Math.min(0, before) - 1);
    });
    const strength = rsiOf(x, rsi), streakStrength = rsiOf(streaks, streak);
    return [
      x.map((_, i) => {
        const past = percents.slice(i - rank, i);
        const below = i <= rank ? NaN : 100 * past.filter((percent) => percent < percents[i]).length / rank;
        return (strength[i] + streakStrength[i] + below) / 3;
      }),
    ];
  },
  ttm_squeeze: ([high, low, close], { length, deviations, multiplier }) => {
    const reach = smaOf(trueRanges(high, low, close), length), average = smaOf(close, length);
    const width = windows(close, length, deviation);
    const highest = highestOf(high, length), lowest = lowestOf(low, length);
    const ends = lineEnds(
      close.map((last, i) => last - ((highest[i] + lowest[i]) / 2 + average[i]) / 2),
      length,
    );
    return together([
      width.map((each, i) => deviations * each < multiplier * reach[i] * (1 - 1e-12) ? 1 : 0),
      ends,
    ]).map((output) => output.map((value, i) => Number.isNaN(reach[i]) ? NaN : value));
  },
  kdj: ([high, low, close], { fastK, slowK, slowD }) => {
    const k = smaOf(positionsOf(high, low, close, fastK), slowK), d = smaOf(k, slowD);
    return together([k, d, k.map((value, i) => 3 * value - 2 * d[i])]);
  },
  schaff_trend_cycle: ([x], { fast, slow, cycle, smoothing }) => {
    const base = emaOf(x, slow), macd = minus(emaOf(x, fast), base);
    const positions = (values: number[], units: number[]) => {
      const highest = highestOf(values, cycle), lowest = lowestOf(values, cycle);
      return values.map((value, i) =>
        highest[i] - lowest[i] <= 1e-13 * Math.abs(units[i])
          ? 0
          : 100 * (value - lowest[i]) / (highest[i] - lowest[i])
      );
    };
    const first = emaOf(positions(macd, base), smoothing);
    return [emaOf(positions(first, first.map(() => 100)), smoothing)];
  },
  laguerre_rsi: ([x], { alpha }) => {
    let l: number[] = [];
    return [x.map((value, i) => {
      if (i === 0) l = [value, value, value, value];
      const next = [l[0] + alpha * (value - l[0])];
      for (let k = 1; k < 4; k++) next.push(l[k - 1] + (1 - alpha) * (l[k] - next[k - 1]));
      l = next;
      const moves = [l[0] - l[1], l[1] - l[2], l[2] - l[3]];
      const size = sum(moves.map(Math.abs));
      return size <= 1e-13 * Math.abs(value) ? 0 : sum(moves.map((move) => Math.max(0, move))) / size;
    })];
  },
  inverse_fisher_rsi: ([x], { length, smoothing }) => [
    wmaOf(rsiOf(x, length).map((value) => 0.1 * (value - 50)), smoothing).map((v) =>
      (Math.exp(2 * v) - 1) / (Math.exp(2 * v) + 1)
    ),
  ],
  directional_trend_index: ([high, low], { first, second, third }) => {
    const smooth = (values: number[]) => emaOf(emaOf(emaOf(values, first), second), third);
    const falls = changesOf(low);
    const moves = changesOf(high).map((rise, i) =>
      i === 0 ? NaN : Math.max(rise, 0) - Math.max(-falls[i], 0)
    );
    return [balance(smooth(moves), smooth(moves.map(Math.abs)))];
  },
  efficiency_ratio: ([x], { length }) => {
    const path = sumsOf(changesOf(x).map(Math.abs), length);
    return [x.map((value, i) => path[i] === 0 ? 0 : Math.abs(value - ago(x, length)[i]) / path[i])];
  },
  stochastic_momentum_index: ([high, low, close], { length, first, second, signal }) => {
    const highest = highestOf(high, length), lowest = lowestOf(low, length);
    const smooth = (values: number[]) => emaOf(emaOf(values, first), second);
    const value = balance(
      smooth(close.map((last, i) => last - (highest[i] + lowest[i]) / 2)),
      smooth(highest.map((top, i) => (top - lowest[i]) / 2)),
    );
    return together([value, emaOf(value, signal)]);
  },
  relative_vigor_index: ([open, high, low, close], { length }) => {
    const ranges = sumsOf(smoothedOverFour(minus(high, low)), length);
    const value = sumsOf(smoothedOverFour(minus(close, open)), length).map((vigor, i) =>
      ranges[i] === 0 ? 0 : vigor / ranges[i]
    );
    return together([value, smoothedOverFour(value)]);
  },
  polarized_fractal_efficiency: ([x], { length, smoothing }) => {
    const path = sumsOf(changesOf(x).map((change) => Math.sqrt(change ** 2 + 1)), length),
      past = ago(x, length);
    return [
      emaOf(
        x.map((value, i) =>
          (value < past[i] ? -100 : 100) * Math.sqrt((value - past[i]) ** 2 + length ** 2) / path[i]
        ),
        smoothing,
      ),
    ];
  },
};
