import type { Snapshot } from "../actor.ts";
import type { Frame } from "../frame.ts";
import type { Settled } from "../messages.ts";
import type { FunnelCounts } from "../result.ts";
import type { Run } from "../run.ts";

/** All that left a pipeline, kept: what the laws compare. */
export interface Observation {
  readonly timeMs: number[];
  readonly equity: number[];
  readonly exposed: number[];
  /** Rows of each log, flat. */
  readonly logs: Readonly<Record<LogName, ObservedLog>>;
  /** By instrument, then column, then bar. */
  readonly columns: number[][][];
  /** Step of each bar, by instrument. */
  readonly stepOfBar: number[][];
  readonly signals: { step: number; instrument: number; direction: number; strength: number }[];
  funnel: FunnelCounts | undefined;
  reasons: readonly string[];
  snapshot: readonly Snapshot[];
}

/** Rows of numbers, one after the other. */
export interface ObservedLog {
  width: number;
  readonly rows: number[];
}

/** The logs of rows that leave a desk. */
export const LOG_NAMES = ["orders", "orderEnds", "fills", "trades"] as const;
/** One of {@link LOG_NAMES}. */
export type LogName = typeof LOG_NAMES[number];

/** An observation of nothing yet. */
export function emptyObservation(run: Run): Observation {
  const log = (): ObservedLog => ({ width: 1, rows: [] });
  const instruments = run.universe.instruments;
  return {
    timeMs: [],
    equity: [],
    exposed: [],
    logs: { orders: log(), orderEnds: log(), fills: log(), trades: log() },
    columns: instruments.map(() => run.plan.columns.map(() => [])),
    stepOfBar: instruments.map(() => []),
    signals: [],
    funnel: undefined,
    reasons: [],
    snapshot: [],
  };
}

/** Runs frames through a pipeline and keeps what leaves. `each` is called after every frame. */
export function observe(
  run: Run,
  frames: Iterable<Frame>,
  each?: (observation: Observation, run: Run) => void,
): Observation {
  const observation = emptyObservation(run);
  for (const frame of frames) {
    keep(observation, run.receive(frame));
    each?.(observation, run);
  }
  observation.funnel = run.funnel;
  observation.reasons = run.reasons.texts;
  observation.snapshot = JSON.parse(JSON.stringify(run.snapshot()));
  return observation;
}

function keep(into: Observation, settled: Settled): void {
  const { frame } = settled, firstStep = into.timeMs.length;
  for (let step = 0; step < frame.timeMs.length; step++) {
    into.timeMs.push(frame.timeMs[step]);
    into.equity.push(settled.equity[step]);
    into.exposed.push(settled.exposed[step]);
  }
  frame.bars.forEach((bars, i) => {
    for (let bar = 0; bar < bars.length; bar++) {
      into.stepOfBar[i].push(firstStep + (frame.stepOfBar[i]?.[bar] ?? bar));
      settled.columns[i].forEach((column, k) => into.columns[i][k].push(column[bar]));
    }
    const events = settled.signals[i];
    for (let k = 0; k < events.count; k++) {
      const step = firstStep + (frame.stepOfBar[i]?.[events.bar[k]] ?? events.bar[k]);
      into.signals.push({
        step,
        instrument: i,
        direction: events.direction[k],
        strength: events.strength[k],
      });
    }
  });
  for (const name of LOG_NAMES) {
    const { length, width, data } = settled[name], log = into.logs[name];
    log.width = width;
    for (let k = 0; k < length * width; k++) log.rows.push(data[k]);
  }
}
