import { ago, type Definition, deviation, highestOf, lowestOf, mean, smaOf, sum, windows } from "./arrays.ts";
import { cyclesOf } from "./hilbert.ts";

/** Weighted mean of each window; the weight of place `j` of it, 0 the oldest. */
function weighted(x: number[], length: number, weightAt: (j: number) => number): number[] {
  return windows(x, length, (window) => {
    const weights = window.map((_, j) => weightAt(j));
    return sum(window.map((value, j) => value * weights[j])) / sum(weights);
  });
}

const fibonacci = (j: number): number => j < 2 ? 1 : fibonacci(j - 1) + fibonacci(j - 2);

/** Moving averages that adapt or weigh in ways of their own, by name, written out from their formulas. */
export const adaptiveAverages: Readonly<Record<string, Definition>> = {
  mavp: ([x, lengths], { shortest, longest }) => [
    x.map((_, i) => {
      const length = Math.min(longest, Math.max(shortest, Math.trunc(lengths[i])));
      return i < longest - 1 ? NaN : mean(x.slice(i - length + 1, i + 1));
    }),
  ],
  vidya: ([x], { length, cmo }) => {
    const changes = x.map((value, i) => value - x[i - 1]), values: number[] = [];
    x.forEach((newest, i) => {
      const window = changes.slice(i - cmo + 1, i + 1), size = sum(window.map(Math.abs));
      const before = i === cmo ? x[i - 1] : values[i - 1];
      const share = size === 0 ? 0 : Math.abs(sum(window)) / size;
      values.push(i < cmo ? NaN : before + 2 / (length + 1) * share * (newest - before));
    });
    return [values];
  },
  mcginley: ([x], { length, k }) => {
    const values: number[] = [];
    x.forEach((newest, i) => {
      const before = values[i - 1];
      values.push(
        i === 0
          ? newest
          : before + (newest - before) * Math.min(1, 1 / (k * length * (newest / before) ** 4)),
      );
    });
    return [values];
  },
  frama: ([x, high, low], { length, fast, slow }) => {
    let value = NaN, dimension = 1;
    return [x.map((newest, i) => {
      if (i < length - 1) return NaN;
      if (i === length - 1) return value = mean(x.slice(0, length));
      const range = (from: number, to: number) =>
        (Math.max(...high.slice(from, to)) - Math.min(...low.slice(from, to))) / (to - from);
      const half = i + 1 - length / 2, first = i + 1 - length;
      const n1 = range(half, i + 1), n2 = range(first, half), n3 = range(first, i + 1);
      if (n1 > 0 && n2 > 0) dimension = (Math.log(n1 + n2) - Math.log(n3)) / Math.log(2);
      const raw = Math.min(1, Math.max(0.01, Math.exp(Math.log(2 / (slow + 1)) * (dimension - 1))));
      const span = (slow - fast) * (((2 - raw) / raw - 1) / (slow - 1)) + fast;
      const weight = Math.min(1, Math.max(2 / (slow + 1), 2 / (span + 1)));
      return value = weight * newest + (1 - weight) * value;
    })];
  },
  fwma: ([x], { length }) => {
    const weights = Array.from({ length }, (_, j) => j < 30 ? fibonacci(Math.min(j, 20)) : 0);
    for (let j = 2; j < length; j++) weights[j] = weights[j - 1] + weights[j - 2];
    return [weighted(x, length, (j) => weights[j])];
  },
  sine_wma: ([x], { length }) => [weighted(x, length, (j) => Math.sin(Math.PI * (j + 1) / (length + 1)))],
  power_wma: ([x], { length, power }) => [weighted(x, length, (j) => (j + 1) ** power)],
  mama: ([x], { fastLimit, slowLimit }) => {
    const { inPhase, quadrature } = cyclesOf(x, 12), mama: number[] = [], fama: number[] = [];
    let phase = 0;
    for (let i = 12; i < x.length; i++) {
      const isStill = Math.abs(inPhase[i]) <= 1e-12 * Math.abs(x[i]);
      const now = isStill ? 0 : 180 * Math.atan(quadrature[i] / inPhase[i]) / Math.PI;
      const fall = Math.max(1, phase - now),
        weight = fall === 1 ? fastLimit : Math.max(fastLimit / fall, slowLimit);
      phase = now;
      mama[i] = weight * x[i] + (1 - weight) * (mama[i - 1] ?? 0);
      fama[i] = weight / 2 * mama[i] + (1 - weight / 2) * (fama[i - 1] ?? 0);
    }
    return [mama, fama].map((values) => x.map((_, i) => i < 32 ? NaN : values[i]));
  },
  jsa: ([x], { length }) => [x.map((value, i) => (value + ago(x, length)[i]) / 2)],
  hwma: ([x], { level: a, speed: b, acceleration: c }) => {
    let f = x[0], v = 0, acceleration = 0;
    return [x.map((newest) => {
      const [f0, v0, a0] = [f, v, acceleration];
      f = (1 - a) * (f0 + v0 + a0 / 2) + a * newest;
      v = (1 - b) * (v0 + a0) + b * (f - f0);
      acceleration = (1 - c) * a0 + c * (v - v0);
      return f + v + acceleration / 2;
    })];
  },
  natural_moving_average: ([x], { length }) => [
    x.map((_, i) => {
      if (i < length) return NaN;
      const moves = Array.from({ length }, (_, j) => Math.abs(Math.log(x[i - j]) - Math.log(x[i - j - 1])));
      const shaped = sum(moves.map((move, j) => move * (Math.sqrt(j + 1) - Math.sqrt(j))));
      const share = sum(moves) === 0 ? 0 : shaped / sum(moves);
      return x[i - length + 1] * share + x[i - length] * (1 - share);
    }),
  ],
};

/** Bands and stops by name, written out from their formulas. */
export const movingStops: Readonly<Record<string, Definition>> = {
  moving_average_bands: ([x], { fast, slow, deviations }) => {
    const near = smaOf(x, fast), far = smaOf(x, slow);
    const squares = smaOf(near.map((value, i) => (value - far[i]) ** 2), fast);
    return [
      far.map((value, i) => value + deviations * Math.sqrt(squares[i])),
      near.map((value, i) => Number.isNaN(squares[i]) ? NaN : value),
      far.map((value, i) => value - deviations * Math.sqrt(squares[i])),
    ];
  },
  kase_dev_stop: ([high, low], { length, deviations }) => {
    const ranges = high.map((top, i) =>
      i === 0 ? NaN : Math.max(top, high[i - 1]) - Math.min(low[i], low[i - 1])
    );
    const reach = ranges.map((_, i) => {
      const window = ranges.slice(i - length + 1, i + 1);
      return i < length ? NaN : mean(window) + deviations * deviation(window);
    });
    return [
      highestOf(high.map((top, i) => top - reach[i]), length),
      lowestOf(low.map((bottom, i) => bottom + reach[i]), length),
    ];
  },
  sar: ([high, low], { acceleration, maximum }) => {
    const side = { first: acceleration, step: acceleration, greatest: maximum };
    return [parabolicStops(high, low, side, side, 0, 0).map(Math.abs)];
  },
  sar_extended: ([high, low], params) => [
    parabolicStops(
      high,
      low,
      { first: params.longStart, step: params.longStep, greatest: params.longMaximum },
      { first: params.shortStart, step: params.shortStep, greatest: params.shortMaximum },
      params.start,
      params.offset,
    ),
  ],
};

interface Side {
  first: number;
  step: number;
  greatest: number;
}

/** Wilder's stops, by bar: below 0 on the short side. A short side is a long one of the prices turned upside down. */
function parabolicStops(
  high: number[],
  low: number[],
  long: Side,
  short: Side,
  start: number,
  offset: number,
): number[] {
  const stops = [NaN];
  const movesDown = low[0] - low[1] > Math.max(0, high[1] - high[0]);
  let side = start > 0 ? 1 : start < 0 ? -1 : movesDown ? -1 : 1;
  let stop = NaN, extreme = NaN, weight = NaN;
  for (let i = 1; i < high.length; i++) {
    const of = side > 0 ? long : short;
    // Seen from the side: what it gains by lies upwards.
    const best = (j: number) => side > 0 ? high[j] : -low[j],
      worst = (j: number) => side > 0 ? low[j] : -high[j];
    const last = Math.max(1, i - 1);
    if (i === 1) {
      stop = start === 0 ? worst(0) : side * Math.abs(start);
      extreme = best(1);
      weight = Math.min(of.first, of.greatest);
    }
    if (worst(i) > stop) {
      stops.push(stop);
      if (best(i) > extreme) {
        extreme = best(i);
        weight = Math.min(weight + Math.min(of.step, of.greatest), of.greatest);
      }
      stop = Math.min(stop + weight * (extreme - stop), worst(last), worst(i));
    } else {
      const turned = Math.max(extreme, best(last), best(i)), after = side > 0 ? short : long;
      const set = turned + Math.abs(turned) * offset;
      stops.push(-set);
      extreme = -worst(i);
      weight = Math.min(after.first, after.greatest);
      stop = Math.min(-set + weight * (extreme + set), -best(last), -best(i));
      side = -side;
    }
  }
  // A stop of either side has come out seen from its side: above 0 for a long one, below for a short one.
  return high.length === 0 ? [] : stops;
}
