import type { RunResult } from "../../engine/result.ts";

/** Equity of a run at a resolution: columns of one length. */
export interface CurvePoints {
  readonly timeMs: readonly number[];
  /** At the end of each point's stretch, and the lowest and highest within it. */
  readonly equity: readonly number[];
  readonly equityLow: readonly number[];
  readonly equityHigh: readonly number[];
  /** Worst within the stretch, ≤ 0. */
  readonly drawdownPct: readonly number[];
  readonly benchmark: readonly number[];
}

/** At most `points` points of a record's equity between two times: extremes are kept. */
export function curvePoints(
  { timeMs, equity, drawdownPct, benchmark }: RunResult["equity"],
  points: number,
  fromMs = -Infinity,
  toMs = Infinity,
): CurvePoints {
  let first = 0, end = timeMs.length;
  while (first < end && timeMs[first] < fromMs) first++;
  while (end > first && timeMs[end - 1] >= toMs) end--;
  const stride = Math.max(1, Math.ceil((end - first) / points));
  const curve = { timeMs: [], equity: [], equityLow: [], equityHigh: [], drawdownPct: [], benchmark: [] } as {
    [Column in keyof CurvePoints]: number[];
  };
  for (let from = first; from < end; from += stride) {
    const to = Math.min(from + stride, end);
    let low = Infinity, high = -Infinity, worst = 0;
    for (let at = from; at < to; at++) {
      if (equity[at] < low) low = equity[at];
      if (equity[at] > high) high = equity[at];
      if (drawdownPct[at] < worst) worst = drawdownPct[at];
    }
    curve.timeMs.push(timeMs[to - 1]);
    curve.equity.push(equity[to - 1]);
    curve.equityLow.push(low);
    curve.equityHigh.push(high);
    curve.drawdownPct.push(worst);
    curve.benchmark.push(benchmark[to - 1]);
  }
  return curve;
}
