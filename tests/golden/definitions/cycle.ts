import { ago, type Definition, deviation, fromFirst, mean, smaOf, sum, windows } from "./arrays.ts";
import { hilbert } from "./hilbert.ts";

/** Each value by a rule that sees the values before it; those before the first are 0. */
function recursive(
  x: number[],
  rule: (bar: number, before: (count: number) => number) => number,
): number[] {
  const values: number[] = [];
  x.forEach((_, i) => values.push(rule(i, (count) => values[i - count] ?? 0)));
  return values;
}

const alphaOf = (angle: number) => 1 + (Math.sin(angle) - 1) / Math.cos(angle);

function highPass(x: number[], length: number): number[] {
  const a = alphaOf(2 * Math.PI / length);
  return recursive(
    x,
    (i, before) => (1 - a / 2) * (i === 0 ? 0 : x[i] - x[i - 1]) + (1 - a) * before(1),
  );
}

function highPassTwoPole(x: number[], length: number): number[] {
  const a = alphaOf(0.707 * 2 * Math.PI / length);
  return recursive(
    x,
    (i, before) =>
      i < 2 ? 0 : (1 - a / 2) ** 2 * (x[i] - 2 * x[i - 1] + x[i - 2]) + 2 * (1 - a) * before(1) -
        (1 - a) ** 2 * before(2),
  );
}

function superSmoother(x: number[], length: number): number[] {
  const a = Math.exp(-1.414 * Math.PI / length), b = 2 * a * Math.cos(1.414 * Math.PI / length);
  return recursive(
    x,
    (i, before) => i < 2 ? x[i] : (1 + a * a - b) / 2 * (x[i] + x[i - 1]) + b * before(1) - a * a * before(2),
  );
}

/** What the band-pass filters of band_pass and voss are made of. */
function bandOf(length: number, bandwidth: number): { a: number; b: number } {
  const g = Math.cos(2 * Math.PI * bandwidth / length);
  return { a: 1 / g - Math.sqrt(1 / g ** 2 - 1), b: Math.cos(2 * Math.PI / length) };
}

/** Distances over the root of their smoothed mean square; what rounding makes of no distance at all is left out. */
function normalised(distances: number[], smooth: number[]): number[] {
  let square = 0;
  const apart = distances.map((x, i) => Math.abs(x) <= 1e-12 * Math.abs(smooth[i]) ? 0 : x);
  return fromFirst(apart, (tail) =>
    tail.map((distance) => {
      square = 0.04 * distance ** 2 + 0.96 * square;
      return square === 0 ? 0 : distance / Math.sqrt(square);
    }));
}

const isFlat = (window: number[]) => window.every((x) => x === window[0]);

/** Correlation of the values of a window, newest first, with a wave of one cycle. */
function waveCorrelation(window: number[], wave: (angle: number) => number): number {
  if (isFlat(window)) return 0;
  const count = window.length, waves = window.map((_, j) => wave(2 * Math.PI * (count - 1 - j) / count));
  const apart = window.map((x) => x - mean(window));
  const correlation = sum(apart.map((x, j) => x * waves[j])) / (count * deviation(window) * deviation(waves));
  return Math.abs(correlation) < 1e-12 ? 0 : correlation;
}

/** Indicators of this category by name, written out from their formulas. */
export const cycle: Readonly<Record<string, Definition>> = {
  ...hilbert,
  super_smoother: ([x], { length }) => [superSmoother(x, length)],
  super_smoother_3_pole: ([x], { length }) => {
    const a = Math.exp(-Math.PI / length), b = 2 * a * Math.cos(1.738 * Math.PI / length), c = a ** 2;
    const p = b + c, q = -(c + b * c), r = c ** 2;
    return [
      recursive(
        x,
        (i, before) => i < 3 ? x[i] : (1 - p - q - r) * x[i] + p * before(1) + q * before(2) + r * before(3),
      ),
    ];
  },
  high_pass: ([x], { length }) => [highPass(x, length)],
  high_pass_2_pole: ([x], { length }) => [highPassTwoPole(x, length)],
  roofing_filter: ([x], { fast, slow }) => [superSmoother(highPassTwoPole(x, slow), fast)],
  decycler: ([x], { length }) => [highPass(x, length).map((high, i) => x[i] - high)],
  decycler_oscillator: ([x], { length, multiplier }) => {
    const left = highPassTwoPole(x, length).map((high, i) => x[i] - high);
    return [highPassTwoPole(left, length / 2).map((high, i) => 100 * multiplier * high / x[i])];
  },
  instantaneous_trendline: ([x], { alpha }) => {
    const price = (i: number) => x[i] ?? 0;
    const lines = recursive(
      x,
      (i, before) =>
        i < 7
          ? (x[i] + 2 * price(i - 1) + price(i - 2)) / 4
          : (alpha - alpha ** 2 / 4) * x[i] + alpha ** 2 / 2 * x[i - 1] -
            (alpha - 3 * alpha ** 2 / 4) * x[i - 2] +
            2 * (1 - alpha) * before(1) - (1 - alpha) ** 2 * before(2),
    );
    const shown = lines.map((line, i) => i < 4 ? NaN : line);
    return [shown, shown.map((line, i) => 2 * line - lines[i - 2])];
  },
  cyber_cycle: ([x], { alpha }) => {
    const price = (i: number) => x[i] ?? 0;
    const smooth = x.map((_, i) => (x[i] + 2 * price(i - 1) + 2 * price(i - 2) + price(i - 3)) / 6);
    const cycles = recursive(
      x,
      (i, before) =>
        i < 6
          ? (x[i] - 2 * price(i - 1) + price(i - 2)) / 4
          : (1 - alpha / 2) ** 2 * (smooth[i] - 2 * smooth[i - 1] + smooth[i - 2]) +
            2 * (1 - alpha) * before(1) - (1 - alpha) ** 2 * before(2),
    );
    return [cycles, ago(cycles, 1)].map((column) => column.map((value, i) => i < 3 ? NaN : value));
  },
  band_pass: ([x], { length, bandwidth }) => {
    const { a, b } = bandOf(length, bandwidth), high = highPass(x, 4 * length / bandwidth);
    const bands = recursive(
      x,
      (i, before) => (1 - a) / 2 * (high[i] - (high[i - 2] ?? 0)) + b * (1 + a) * before(1) - a * before(2),
    );
    const peaks = recursive(bands, (i, before) => Math.max(Math.abs(bands[i]), 0.991 * before(1)));
    const shares = bands.map((band, i) => peaks[i] === 0 ? 0 : band / peaks[i]);
    const triggers = highPass(shares, Math.max(3, length / bandwidth / 1.5));
    return [bands, shares, triggers, shares.map((share, i) => Math.sign(triggers[i] - share))];
  },
  correlation_cycle: ([x], { length, threshold }) => {
    const real = windows(x, length, (window) => waveCorrelation(window, Math.cos));
    const imaginary = windows(x, length, (window) => waveCorrelation(window, (angle) => -Math.sin(angle)));
    let before = NaN;
    const angles = real.map((re, i) => {
      const im = imaginary[i];
      let angle = im === 0 ? 0 : 90 + 180 * Math.atan(re / im) / Math.PI - (im > 0 ? 180 : 0);
      if (angle < before && before - angle < 270 - 1e-9) angle = before;
      if (!Number.isNaN(angle)) before = angle;
      return angle;
    });
    const states = angles.map((angle, i) =>
      Number.isNaN(angle) ? NaN : Math.abs(angle - angles[i - 1]) < threshold ? (angle >= 0 ? 1 : -1) : 0
    );
    return [real, imaginary, angles, states];
  },
  reflex: ([x], { length }) => {
    const smooth = superSmoother(x, length / 2);
    return [normalised(
      smooth.map((newest, i) => {
        if (i < length) return NaN;
        const slope = (smooth[i - length] - newest) / length;
        return mean(Array.from({ length }, (_, k) => newest + (k + 1) * slope - smooth[i - k - 1]));
      }),
      smooth,
    )];
  },
  trendflex: ([x], { length }) => {
    const smooth = superSmoother(x, length / 2), means = ago(smaOf(smooth, length), 1);
    return [normalised(smooth.map((newest, i) => newest - means[i]), smooth)];
  },
  voss: ([x], { length, ahead, bandwidth }) => {
    const { a, b } = bandOf(length, bandwidth), n = 3 * ahead, first = Math.max(length, 5, n) + 1;
    const filter = recursive(
      x,
      (i, before) =>
        i < first ? 0 : (1 - a) / 2 * (x[i] - x[i - 2]) + b * (1 + a) * before(1) - a * before(2),
    );
    const values = recursive(
      x,
      (i, before) =>
        i < first
          ? 0
          : (3 + n) / 2 * filter[i] - sum(Array.from({ length: n }, (_, k) => (k + 1) / n * before(n - k))),
    );
    return [values, filter].map((column) => column.map((value, i) => i < first ? NaN : value));
  },
  center_of_gravity: ([x], { length }) => [
    windows(x, length, (window) => -sum(window.map((value, j) => (length - j) * value)) / sum(window)),
  ],
};
