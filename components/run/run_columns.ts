import type { RunResult } from "../../engine/result.ts";

/** What a picture of a run draws: columns of one length, times in seconds as uPlot takes them. */
export interface RunColumns {
  readonly timeS: readonly number[];
  readonly equity: readonly number[];
  readonly benchmark: readonly number[];
  readonly drawdownPct: readonly number[];
}

/** Points of a picture: about as many as the widest has pixels. */
const POINTS_MAX = 1_200;

/** A run's curve thinned to what can be seen: of each stretch its lowest and its highest equity, and both ends of the whole. */
export function runColumns(
  { equity: { timeMs, equity, benchmark, drawdownPct } }: RunResult,
  decimals: number,
): RunColumns {
  // The columns travel as text: digits that nobody is shown would be most of it.
  const money = (value: number) => Number(value.toFixed(decimals));
  const kept = equity.length <= POINTS_MAX ? equity.map((_, index) => index) : extremes(equity);
  return {
    timeS: kept.map((index) => Math.round(timeMs[index] / 1000)),
    equity: kept.map((index) => money(equity[index])),
    benchmark: kept.map((index) => money(benchmark[index])),
    drawdownPct: kept.map((index) => Number(drawdownPct[index].toFixed(3))),
  };
}

function extremes(values: readonly number[]): number[] {
  const stretches = POINTS_MAX / 2;
  const kept = new Set([0, values.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor(values.length * stretch / stretches);
    const to = Math.floor(values.length * (stretch + 1) / stretches);
    let lowest = from, highest = from;
    for (let index = from; index < to; index++) {
      if (values[index] < values[lowest]) lowest = index;
      if (values[index] > values[highest]) highest = index;
    }
    kept.add(lowest).add(highest);
  }
  return [...kept].sort((a, b) => a - b);
}
