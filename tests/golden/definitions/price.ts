import type { Definition } from "./arrays.ts";
import { sessionsOf } from "./sessions.ts";

interface Session {
  open: number;
  high: number;
  low: number;
  close: number;
}

/** Levels of the last session that has closed by the close of each bar; NaN before there is one. */
function pivots(levels: (session: Session) => number[]): Definition {
  return ([openTimeMs, closeTimeMs, open, high, low, close], { session }) => {
    const sessions = sessionsOf(openTimeMs, session), next = sessionsOf(closeTimeMs, session);
    const rows = sessions.map((own, i) => {
      // A bar's own session has closed where its close lies in another one.
      const last = sessions.slice(0, i + 1).findLast((name) => name !== own || next[i] !== own);
      if (last === undefined) return undefined;
      const first = sessions.indexOf(last), end = Math.min(i + 1, sessions.lastIndexOf(last) + 1);
      return levels({
        open: open[first],
        high: Math.max(...high.slice(first, end)),
        low: Math.min(...low.slice(first, end)),
        close: close[end - 1],
      });
    });
    const count = levels({ open: 1, high: 1, low: 1, close: 1 }).length;
    return Array.from({ length: count }, (_, k) => rows.map((row) => row === undefined ? NaN : row[k]));
  };
}

/** Pivot, three resistances and three supports, floor traders' way. */
const floorLevels = (p: number, high: number, low: number) => [
  p,
  2 * p - low,
  p + high - low,
  high + 2 * (p - low),
  2 * p - high,
  p - (high - low),
  low - 2 * (high - p),
];

/** Indicators of this category by name, written out from their formulas. */
export const price: Readonly<Record<string, Definition>> = {
  average_price: ([open, high, low, close]) => [
    open.map((first, i) => (first + high[i] + low[i] + close[i]) / 4),
  ],
  median_price: ([high, low]) => [high.map((top, i) => (top + low[i]) / 2)],
  typical_price: ([high, low, close]) => [high.map((top, i) => (top + low[i] + close[i]) / 3)],
  weighted_close: ([high, low, close]) => [high.map((top, i) => (top + low[i] + 2 * close[i]) / 4)],
  pivot_points: pivots(({ high, low, close }) => floorLevels((high + low + close) / 3, high, low)),
  woodie_pivots: pivots(({ high, low, close }) => floorLevels((high + low + 2 * close) / 4, high, low)),
  fibonacci_pivots: pivots(({ high, low, close }) => {
    const p = (high + low + close) / 3;
    return [0, 0.382, 0.618, 1, -0.382, -0.618, -1].map((ratio) => p + ratio * (high - low));
  }),
  camarilla_pivots: pivots(({ high, low, close }) => [
    (high + low + close) / 3,
    ...[12, 6, 4, 2, -12, -6, -4, -2].map((part) => close + 1.1 * (high - low) / part),
  ]),
  demark_pivots: pivots(({ open, high, low, close }) => {
    const x = close < open
      ? high + 2 * low + close
      : close > open
      ? 2 * high + low + close
      : high + low + 2 * close;
    return [x / 4, x / 2 - low, x / 2 - high];
  }),
};
