/**
 * The worker of one run: a backtest over shared bars, with no permission but to read the strategy's file. It takes one
 * {@link ToRunWorker} and answers with {@link FromRunWorker}; to cancel it is to terminate it.
 */
import { listen, post } from "../confined/worker_scope.ts";
import { presetOf } from "../../actors/presets.ts";
import type { MetricName } from "../../engine/analytics/metrics.ts";
import { LockstepError } from "../../engine/error.ts";
import { reasonOf } from "../../engine/part_failure.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { backtest } from "../../strategies/backtest.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";
import { barsBetween, barsOf } from "../data/shared_columns.ts";
import type { FromRunWorker, ToRunWorker } from "./run_worker_messages.ts";

const PROGRESS_EVERY_MS = 100;

listen<ToRunWorker>(async (request) => {
  try {
    await run(request);
  } catch (error) {
    const message = error instanceof LockstepError
      ? error.message
      : `The run failed by a fault of Lockstep: ${reasonOf(error)}.`;
    tell({ type: "failed", message });
  }
});

const tell: (message: FromRunWorker, transfer?: Transferable[]) => void = post;

async function run({ strategy: name, isFile, bars, preset, toMs, ...request }: ToRunWorker): Promise<void> {
  const strategy = await loadStrategy(name);
  const pieces = bars.columns.map((columns) => barsBetween(barsOf(columns), undefined, toMs));
  let toldMs = performance.now();
  const record = await backtest({
    ...request,
    strategy,
    strategyFile: isFile ? name : undefined,
    universe: { instruments: bars.instruments, timeframe: Timeframe.parse(bars.timeframe) },
    sources: pieces.map((piece) => piece.length === 0 ? [] : [piece]),
    sourceNames: bars.sourceNames,
    preset: presetOf(preset)!,
    toMs,
    onProgress(steps) {
      const nowMs = performance.now();
      if (nowMs - toldMs < PROGRESS_EVERY_MS) return;
      toldMs = nowMs;
      tell({ type: "progress", steps });
    },
  });
  // A promise that the strategy left behind and that fails is told at the end of this turn: before the run is said to be done.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const bytes = new TextEncoder().encode(JSON.stringify(record));
  const { fingerprint, metrics } = record;
  tell({ type: "done", record: bytes, fingerprint, metrics: headline(metrics) }, [bytes.buffer]);
}

/** Figures that a list of runs shows; the others stand in the record. */
const HEADLINE: readonly string[] = [
  "finalEquity",
  "returnPct",
  "buyAndHoldPct",
  "cagrPct",
  "sharpe",
  "maxDrawdownPct",
  "trades",
  "winRatePct",
  "profitFactor",
] satisfies MetricName[];

function headline(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([name]) => HEADLINE.includes(name)));
}
