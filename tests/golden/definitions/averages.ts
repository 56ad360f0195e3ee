import {
  ago,
  type Definition,
  emaOf,
  fromFirst,
  mean,
  smaOf,
  smoothed,
  sum,
  windows,
  wmaOf,
} from "./arrays.ts";

/** Weighted mean of each window of a series that may begin late; the weight of place `j` of it, 0 the oldest. */
function weighted(x: number[], length: number, weightAt: (j: number) => number): number[] {
  const weights = Array.from({ length }, (_, j) => weightAt(j));
  return fromFirst(
    x,
    (tail) =>
      windows(tail, length, (window) => sum(window.map((value, j) => value * weights[j])) / sum(weights)),
  );
}

/** Moving averages by name, written out from their formulas. */
export const averages: Readonly<Record<string, Definition>> = {
  sma: ([x], { length }) => [windows(x, length, mean)],
  ema: ([x], { length }) => [smoothed(x, length, 2 / (length + 1))],
  rma: ([x], { length }) => [smoothed(x, length, 1 / length)],
  wma: ([x], { length }) => [wmaOf(x, length)],
  dema: ([x], { length }) => {
    const once = emaOf(x, length), twice = emaOf(once, length);
    return [x.map((_, i) => 2 * once[i] - twice[i])];
  },
  tema: ([x], { length }) => {
    const once = emaOf(x, length), twice = emaOf(once, length), thrice = emaOf(twice, length);
    return [x.map((_, i) => 3 * once[i] - 3 * twice[i] + thrice[i])];
  },
  t3: ([x], { length, volumeFactor: v }) => {
    const generalized = (values: number[]) => {
      const once = emaOf(values, length), twice = emaOf(once, length);
      return once.map((value, i) => (1 + v) * value - v * twice[i]);
    };
    // GD of GD of GD, whose averages in a row are those of averages: the same as the six of the formula, but for what seeds them.
    const e = [x];
    for (let k = 1; k <= 6; k++) e.push(emaOf(e[k - 1], length));
    const [, , , e3, e4, e5, e6] = e;
    if (length === 1) return [generalized(generalized(generalized(x)))];
    return [
      x.map((_, i) =>
        -(v ** 3) * e6[i] + (3 * v ** 2 + 3 * v ** 3) * e5[i] + (-6 * v ** 2 - 3 * v - 3 * v ** 3) * e4[i] +
        (1 + 3 * v + v ** 3 + 3 * v ** 2) * e3[i]
      ),
    ];
  },
  trima: ([x], { length }) => [weighted(x, length, (j) => Math.min(j + 1, length - j))],
  kama: ([x], { length, fast, slow }) => {
    let value = NaN;
    return [x.map((newest, i) => {
      if (i === length - 1) value = newest;
      if (i < length) return NaN;
      const changes = x.slice(i - length, i).map((each, j) => Math.abs(x[i - length + j + 1] - each));
      const efficiency = sum(changes) === 0
        ? 1
        : Math.min(1, Math.abs(newest - x[i - length]) / sum(changes));
      const smoothing = efficiency * (2 / (fast + 1) - 2 / (slow + 1)) + 2 / (slow + 1);
      return value += smoothing ** 2 * (newest - value);
    })];
  },
  hma: ([x], { length }) => {
    const half = wmaOf(x, Math.floor(length / 2)), whole = wmaOf(x, length);
    return [wmaOf(x.map((_, i) => 2 * half[i] - whole[i]), Math.floor(Math.sqrt(length)))];
  },
  alma: ([x], { length, offset, sigma }) => [
    weighted(x, length, (j) => Math.exp(-0.5 * ((j - offset * (length - 1)) / (length / sigma)) ** 2)),
  ],
  zlema: ([x], { length }) => {
    const past = ago(x, Math.floor((length - 1) / 2));
    return [emaOf(x.map((value, i) => value + (value - past[i])), length)];
  },
  vwma: ([x, volume], { length }) => {
    const plain = smaOf(x, length), traded = windows(volume, length, sum);
    const spent = windows(x.map((value, i) => value * volume[i]), length, sum);
    return [x.map((_, i) => traded[i] === 0 ? plain[i] : spent[i] / traded[i])];
  },
};
