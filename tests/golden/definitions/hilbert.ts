import type { Definition } from "./arrays.ts";

/** Values of a filter that begins at bar `first`: those before it count as 0. */
type History = number[];

const past = (x: History, i: number) => x[i] ?? 0;

/** Hilbert's transform of a series at bar i. */
const transformed = (x: History, i: number, period: number) =>
  (0.0962 * (past(x, i) - past(x, i - 6)) + 0.5769 * (past(x, i - 2) - past(x, i - 4))) *
  (0.075 * period + 0.54);

/** The homodyne discriminator of every bar from `first` on, as in Rocket Science for Traders; holes before it. */
export function cyclesOf(x: number[], first: number) {
  const smooth: History = [], detrended: History = [], inPhase: History = [], quadrature: History = [];
  const i2: History = [], q2: History = [], re: History = [], im: History = [];
  const periods: History = [], smoothPeriods: History = [];
  for (let i = first; i < x.length; i++) {
    const before = past(periods, i - 1);
    smooth[i] = (4 * x[i] + 3 * x[i - 1] + 2 * x[i - 2] + x[i - 3]) / 10;
    detrended[i] = transformed(smooth, i, before);
    quadrature[i] = transformed(detrended, i, before);
    inPhase[i] = past(detrended, i - 3);
    const aheadI = transformed(inPhase, i, before), aheadQ = transformed(quadrature, i, before);
    i2[i] = 0.2 * (inPhase[i] - aheadQ) + 0.8 * past(i2, i - 1);
    q2[i] = 0.2 * (quadrature[i] + aheadI) + 0.8 * past(q2, i - 1);
    re[i] = 0.2 * (i2[i] * past(i2, i - 1) + q2[i] * past(q2, i - 1)) + 0.8 * past(re, i - 1);
    im[i] = 0.2 * (i2[i] * past(q2, i - 1) - q2[i] * past(i2, i - 1)) + 0.8 * past(im, i - 1);
    let period = before;
    if (re[i] !== 0 && im[i] !== 0) period = 360 / (180 * Math.atan(im[i] / re[i]) / Math.PI);
    if (period > 1.5 * before) period = 1.5 * before;
    if (period < 0.67 * before) period = 0.67 * before;
    if (period < 6) period = 6;
    if (period > 50) period = 50;
    periods[i] = 0.2 * period + 0.8 * before;
    smoothPeriods[i] = 0.33 * periods[i] + 0.67 * past(smoothPeriods, i - 1);
  }
  return { smooth, inPhase, quadrature, smoothPeriods };
}

/** Phase of the dominant cycle of every bar from 37 on. */
function phasesOf(x: number[]) {
  const { smooth, smoothPeriods } = cyclesOf(x, 37), phases: History = [];
  for (let i = 37; i < x.length; i++) {
    const length = Math.floor(smoothPeriods[i] + 0.5);
    let real = 0, imaginary = 0;
    for (let j = 0; j < length; j++) {
      real += Math.sin(2 * Math.PI * j / length) * past(smooth, i - j);
      imaginary += Math.cos(2 * Math.PI * j / length) * past(smooth, i - j);
    }
    let phase = past(phases, i - 1);
    if (imaginary !== 0) phase = 180 * Math.atan(real / imaginary) / Math.PI;
    else phase += 90 * Math.sign(real);
    phase += 90 + 360 / smoothPeriods[i];
    if (imaginary < 0) phase += 180;
    phases[i] = phase > 315 ? phase - 360 : phase;
  }
  return { phases, smooth, smoothPeriods };
}

/** Ehlers' trendline of every bar from 37 on. */
function trendlinesOf(x: number[], smoothPeriods: History): History {
  const means: History = [], lines: History = [];
  for (let i = 37; i < x.length; i++) {
    const length = Math.floor(smoothPeriods[i] + 0.5);
    let sum = 0;
    for (let j = 0; j < length; j++) sum += x[i - j];
    means[i] = length === 0 ? 0 : sum / length;
    lines[i] = (4 * means[i] + 3 * past(means, i - 1) + 2 * past(means, i - 2) + past(means, i - 3)) / 10;
  }
  return lines;
}

const sineOf = (degrees: number) => Math.sin(degrees * Math.PI / 180);

/** `values` of the bars from `first` on, NaN before. */
const shown = (x: number[], first: number, values: (bar: number) => number) =>
  x.map((_, i) => i < first ? NaN : values(i));

/** TA-Lib's indicators on Hilbert's transform by name, written out from their formulas. */
export const hilbert: Readonly<Record<string, Definition>> = {
  ht_dcperiod: ([x]) => {
    const { smoothPeriods } = cyclesOf(x, 12);
    return [shown(x, 32, (i) => smoothPeriods[i])];
  },
  ht_phasor: ([x]) => {
    const { inPhase, quadrature } = cyclesOf(x, 12);
    return [shown(x, 32, (i) => inPhase[i]), shown(x, 32, (i) => quadrature[i])];
  },
  ht_dcphase: ([x]) => {
    const { phases } = phasesOf(x);
    return [shown(x, 63, (i) => phases[i])];
  },
  ht_sine: ([x]) => {
    const { phases } = phasesOf(x);
    return [shown(x, 63, (i) => sineOf(phases[i])), shown(x, 63, (i) => sineOf(phases[i] + 45))];
  },
  ht_trendline: ([x]) => {
    const lines = trendlinesOf(x, cyclesOf(x, 37).smoothPeriods);
    return [shown(x, 63, (i) => lines[i])];
  },
  ht_trendmode: ([x]) => {
    const { phases, smooth, smoothPeriods } = phasesOf(x), lines = trendlinesOf(x, smoothPeriods);
    const modes: History = [];
    let barsSinceCross = 0, sine = 0, lead = 0;
    for (let i = 37; i < x.length; i++) {
      const newSine = sineOf(phases[i]), newLead = sineOf(phases[i] + 45), period = smoothPeriods[i];
      const hasCrossed = (newSine > newLead && sine <= lead) || (newSine < newLead && sine >= lead);
      sine = newSine;
      lead = newLead;
      barsSinceCross = hasCrossed ? 1 : barsSinceCross + 1;
      let mode = hasCrossed || barsSinceCross < 0.5 * period ? 0 : 1;
      const turn = phases[i] - past(phases, i - 1);
      if (turn > 0.67 * 360 / period && turn < 1.5 * 360 / period) mode = 0;
      if (lines[i] !== 0 && Math.abs((smooth[i] - lines[i]) / lines[i]) >= 0.015) mode = 1;
      modes[i] = mode;
    }
    return [shown(x, 63, (i) => modes[i])];
  },
};
