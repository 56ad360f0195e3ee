import { ago, type Definition, emaOf, late, mean, smaOf, sum, sumsOf, together, windows } from "./arrays.ts";
import { sessionsOf } from "./sessions.ts";

/** Running totals. */
const totals = (x: number[]) => x.map((_, i) => sum(x.slice(0, i + 1)));

const moneyFlows = ([high, low, close, volume]: number[][]) =>
  close.map((last, i) => {
    const range = high[i] - low[i];
    return range === 0 ? 0 : volume[i] * (last - low[i] - (high[i] - last)) / range;
  });

const typicals = (high: number[], low: number[], close: number[]) =>
  high.map((top, i) => (top + low[i] + close[i]) / 3);

/** Mean of prices and deviation from it, weighted by volume; of nothing but the last price where nothing was traded. */
function weighted(prices: number[], volumes: number[]): { middle: number; spread: number } {
  const traded = sum(volumes);
  if (traded === 0) return { middle: prices[prices.length - 1], spread: 0 };
  const middle = sum(prices.map((price, i) => price * volumes[i])) / traded;
  const spread = Math.sqrt(sum(prices.map((price, i) => volumes[i] * (price - middle) ** 2)) / traded);
  return { middle, spread };
}

/** The same for each bar, over the bars from where `firstOf` says up to it. */
function vwaps([high, low, close, volume]: number[][], firstOf: (bar: number) => number) {
  const prices = typicals(high, low, close);
  return prices.map((_, i) => {
    const first = firstOf(i);
    return weighted(prices.slice(first, i + 1), volume.slice(first, i + 1));
  });
}

const bands = (figures: { middle: number; spread: number }[], deviations: number) =>
  [1, 0, -1].map((side) => figures.map(({ middle, spread }) => middle + side * deviations * spread));

/** For each bar, the first bar of its session. */
function sessionStart(openTimeMs: number[], session: unknown): (bar: number) => number {
  const sessions = sessionsOf(openTimeMs, session);
  return (bar) => sessions.indexOf(sessions[bar]);
}

const index = (isCounted: (newer: number, older: number) => boolean): Definition => ([x, volume]) => {
  let value = 1000;
  return [
    x.map((newest, i) => i > 0 && isCounted(volume[i], volume[i - 1]) ? value *= newest / x[i - 1] : value),
  ];
};

/** Indicators of this category by name, written out from their formulas. */
export const volume: Readonly<Record<string, Definition>> = {
  obv: ([x, volume]) => [
    totals(x.map((value, i) => i === 0 ? volume[0] : Math.sign(value - x[i - 1]) * volume[i])),
  ],
  ad: (inputs) => [totals(moneyFlows(inputs))],
  adosc: (inputs, { fast, slow }) => {
    const line = totals(moneyFlows(inputs));
    const average = (length: number) => {
      let value = line[0];
      return line.map((x, i) => i === 0 ? value : value += 2 / (length + 1) * (x - value));
    };
    const quick = average(fast), calm = average(slow);
    return [quick.map((value, i) => i < slow - 1 ? NaN : value - calm[i])];
  },
  vwap: ([openTimeMs, ...inputs], { session }) => [
    vwaps(inputs, sessionStart(openTimeMs, session)).map(({ middle }) => middle),
  ],
  vwap_bands: ([openTimeMs, ...inputs], { session, deviations }) =>
    bands(vwaps(inputs, sessionStart(openTimeMs, session)), deviations),
  anchored_vwap: ([openTimeMs, ...inputs], { anchorTimeMs }) => {
    const first = openTimeMs.findIndex((time) => time >= anchorTimeMs);
    return [vwaps(inputs, () => first).map(({ middle }) => middle)];
  },
  anchored_vwap_bands: ([openTimeMs, ...inputs], { anchorTimeMs, deviations }) => {
    const first = openTimeMs.findIndex((time) => time >= anchorTimeMs);
    return bands(vwaps(inputs, () => first), deviations);
  },
  rolling_vwap: ([high, low, close, volume], { length }) => {
    const prices = typicals(high, low, close);
    const spent = sumsOf(prices.map((price, i) => price * volume[i]), length),
      traded = sumsOf(volume, length);
    return [smaOf(prices, length).map((plain, i) => traded[i] === 0 ? plain : spent[i] / traded[i])];
  },
  cmf: (inputs, { length }) => {
    const traded = sumsOf(inputs[3], length);
    return [sumsOf(moneyFlows(inputs), length).map((flow, i) => traded[i] === 0 ? 0 : flow / traded[i])];
  },
  force_index: ([x, volume], { length }) => [
    emaOf(x.map((value, i) => (value - ago(x, 1)[i]) * volume[i]), length),
  ],
  klinger: ([high, low, close, volume], { fast, slow, signal }) => {
    const prices = high.map((top, i) => top + low[i] + close[i]), ranges = high.map((top, i) => top - low[i]);
    const forces: number[] = [];
    let trend = 0, summed = ranges[0];
    for (let i = 1; i < prices.length; i++) {
      const direction = Math.sign(prices[i] - prices[i - 1]);
      if (direction !== 0 && direction !== trend) {
        trend = direction;
        summed = ranges[i - 1];
      }
      summed += ranges[i];
      forces.push(summed === 0 ? 0 : 100 * volume[i] * trend * Math.abs(2 * ranges[i] / summed - 1));
    }
    const quick = emaOf(forces.slice(slow - fast), fast), calm = emaOf(forces, slow);
    const values = late(high.length, late(forces.length, quick).map((value, i) => value - calm[i]));
    return together([values, emaOf(values, signal)]);
  },
  ease_of_movement: ([high, low, volume], { length, divisor }) => {
    const middles = high.map((top, i) => (top + low[i]) / 2);
    const eases = middles.map((middle, i) =>
      i === 0
        ? NaN
        : volume[i] === 0
        ? 0
        : (middle - middles[i - 1]) / (volume[i] / divisor / (high[i] - low[i]))
    );
    return [smaOf(eases, length)];
  },
  nvi: index((newer, older) => newer < older),
  pvi: index((newer, older) => newer > older),
  vpt: ([x, volume]) => [
    totals(x.map((value, i) => i === 0 ? 0 : volume[i] * (value - x[i - 1]) / x[i - 1])),
  ],
  volume_oscillator: ([volume], { fast, slow }) => {
    const quick = windows(volume, fast, mean), calm = windows(volume, slow, mean);
    return [calm.map((long, i) => long === 0 ? 0 : 100 * (quick[i] - long) / long)];
  },
  market_facilitation: ([high, low, volume]) => [
    high.map((top, i) => volume[i] === 0 ? 0 : (top - low[i]) / volume[i]),
  ],
  volume_profile: ([high, low, close, volume], { length, bins }) => {
    const prices = typicals(high, low, close);
    const profiles = prices.map((newest, i): [number, number, number] => {
      const from = i - length + 1;
      if (from < 0) return [NaN, NaN, NaN];
      const bottom = Math.min(...low.slice(from, i + 1)), top = Math.max(...high.slice(from, i + 1));
      const width = (top - bottom) / bins, profile = new Array(bins).fill(0);
      const traded = sum(volume.slice(from, i + 1));
      if (width === 0 || traded === 0) return [newest, newest, newest];
      for (let j = from; j <= i; j++) {
        profile[Math.min(bins - 1, Math.max(0, Math.floor((prices[j] - bottom) / width)))] += volume[j];
      }
      const control = profile.indexOf(Math.max(...profile));
      let first = control, end = control + 1;
      while (sum(profile.slice(first, end)) < 0.7 * traded) {
        if (end < bins && (first === 0 || profile[end] >= profile[first - 1])) end++;
        else first--;
      }
      return [bottom + (control + 0.5) * width, bottom + end * width, bottom + first * width];
    });
    return [0, 1, 2].map((k) => profiles.map((profile) => profile[k]));
  },
};
