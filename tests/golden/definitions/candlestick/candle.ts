/** What the definitions of candlestick patterns are written with: candles that know what "long" means for them. */
import { type Definition, sum } from "../arrays.ts";

/** Open, high, low and close. */
type Bar = readonly [open: number, high: number, low: number, close: number];

const body = ([open, , , close]: Bar) => Math.abs(close - open);
const range = ([, high, low]: Bar) => high - low;
const upper = ([open, high, , close]: Bar) => high - Math.max(open, close);
const lower = ([open, , low, close]: Bar) => Math.min(open, close) - low;
const shadows = (bar: Bar) => upper(bar) + lower(bar);

/** TA-Lib's default settings: what of the candles before is averaged, of how many of them, and the multiple of it that is meant. */
const SETTINGS = {
  BodyLong: [body, 10, 1],
  BodyShort: [body, 10, 1],
  BodyDoji: [range, 10, 0.1],
  ShadowShort: [shadows, 10, 1 / 2],
  ShadowVeryShort: [range, 10, 0.1],
  Near: [range, 5, 0.2],
  Far: [range, 5, 0.6],
  Equal: [range, 5, 0.05],
} as const;

type Setting = keyof typeof SETTINGS;

/**
 * A setting at bar `i − ago` for every bar i from `lookback` on. TA-Lib sums up the first window and then adds what comes in and takes off
 * what goes out; where a body is as long as the average but for rounding, only the same sum says the same.
 */
function settingValues(bars: readonly Bar[], setting: Setting, ago: number, lookback: number): number[] {
  const [measure, length, factor] = SETTINGS[setting], values: number[] = [];
  let total = sum(bars.slice(lookback - ago - length, lookback - ago).map(measure));
  for (let i = lookback; i < bars.length; i++) {
    values[i] = factor * (total / length);
    total += measure(bars[i - ago]) - measure(bars[i - ago - length]);
  }
  return values;
}

/** One of a pattern's candles. */
export interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly white: boolean;
  readonly black: boolean;
  /** 1 or −1. */
  readonly color: number;
  readonly body: number;
  readonly top: number;
  readonly bottom: number;
  readonly upper: number;
  readonly lower: number;
  /** What TA-Lib's setting comes to at this candle. */
  is(setting: Setting): number;
}

function candle(bar: Bar, is: (setting: Setting) => number): Candle {
  const [open, high, low, close] = bar, white = close >= open;
  return {
    open,
    high,
    low,
    close,
    white,
    black: !white,
    color: white ? 1 : -1,
    body: body(bar),
    top: Math.max(open, close),
    bottom: Math.min(open, close),
    upper: upper(bar),
    lower: lower(bar),
    is,
  };
}

/** Says something of a pattern's candles, the first one first. */
type Rule = (candles: Candle[], params: Record<string, number>) => number;

/** A pattern of `count` candles with its first value at bar `lookback`. */
export function pattern(count: number, lookback: number, rule: Rule): Definition {
  return (columns, params) => {
    const bars = columns[0].map((_, i) => columns.map((column) => column[i]) as unknown as Bar);
    const settings = new Map<string, number[]>();
    const setting = (name: Setting, ago: number, i: number) => {
      const key = `${name} ${ago}`;
      if (!settings.has(key)) settings.set(key, settingValues(bars, name, ago, lookback));
      return settings.get(key)![i];
    };
    const agos = Array.from({ length: count }, (_, k) => count - 1 - k);
    const value = (i: number) =>
      rule(agos.map((ago) => candle(bars[i - ago], (name) => setting(name, ago, i))), params);
    return [bars.map((_, i) => i < lookback ? NaN : value(i))];
  };
}

/** `value` where everything is so. */
export const says = (value: number, ...everything: boolean[]) => everything.every((each) => each) ? value : 0;

/** The first of several that says something. */
export const firstOf = (...values: number[]) => values.find((value) => value !== 0) ?? 0;

export const isLong = (x: Candle) => x.body > x.is("BodyLong");
export const isShort = (x: Candle) => x.body < x.is("BodyShort");
export const isDoji = (x: Candle) => x.body <= x.is("BodyDoji");
export const hasNoUpper = (x: Candle) => x.upper < x.is("ShadowVeryShort");
export const hasNoLower = (x: Candle) => x.lower < x.is("ShadowVeryShort");

/** Real bodies with a gap between them. */
export const gapUp = (before: Candle, after: Candle) => after.bottom > before.top;
export const gapDown = (before: Candle, after: Candle) => after.top < before.bottom;

/** Two prices that differ by no more than TA-Lib's Equal at a candle. */
export const equal = (at: Candle, price: number, other: number) =>
  price <= other + at.is("Equal") && price >= other - at.is("Equal");
