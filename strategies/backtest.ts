import { type AccountSettings, compose } from "../actors/compose.ts";
import type { Preset } from "../actors/presets.ts";
import { isoTime } from "../engine/bars.ts";
import { Backpressure } from "../engine/backpressure.ts";
import type { DeskSettings } from "../engine/desk/desk.ts";
import { LockstepError } from "../engine/error.ts";
import type { Universe } from "../engine/frame.ts";
import { Recorder } from "../engine/recorder.ts";
import { type BarPieces, replay } from "../engine/replay.ts";
import type { RunResult } from "../engine/result.ts";
import type { Strategy } from "../engine/strategy.ts";
import { warmupBars } from "../engine/pipeline.ts";
import { VERSION } from "../engine/version.ts";

/** A backtest, as a person asks for it. */
export interface BacktestRequest {
  readonly strategy: Strategy;
  /** What differs from the schema's defaults. */
  readonly params?: Record<string, unknown>;
  readonly universe: Universe;
  /** Bars of each instrument of the universe, in its order. */
  readonly sources: readonly BarPieces[];
  /** Where they come from, in words. */
  readonly sourceNames: readonly string[];
  readonly account: AccountSettings;
  readonly preset: Preset;
  /** Trading and figures begin with the first bar that opens at or after this; what comes before is warm-up. */
  readonly fromMs?: number;
  /** Said in the record; the sources end there by themselves. */
  readonly toMs?: number;
  readonly frameSteps?: number;
  readonly equityPoints?: number;
  readonly seed?: number;
  /** Rows that the sources left out, by reason; asked at the end. */
  skippedRows?(): Record<string, number>;
  onProgress?(steps: number): void;
}

/**
 * Replays history through a strategy's pipeline and gives the record of the run.
 * @throws LockstepError where a parameter, the composition or the data is wrong, or the strategy fails: with instrument and time.
 */
export async function backtest(request: BacktestRequest): Promise<RunResult> {
  const { strategy, universe, account, preset, fromMs, toMs } = request;
  if (!(account.cash > 0 && account.cash < Infinity)) {
    throw new LockstepError(`The account needs cash to start with, above zero: received ${account.cash}.`);
  }
  const { params, plan } = strategy.plan(request.params);
  const desk: Partial<DeskSettings> = fromMs === undefined ? {} : { tradeFromMs: fromMs };
  const run = compose(plan, universe, account, { preset, desk });
  const recorder = new Recorder(universe, {
    initialCash: account.cash,
    conventions: preset.metrics,
    fromMs,
    equityPoints: request.equityPoints,
    buyAndHoldFromBar: preset.buyAndHoldAfterWarmup ? warmupBars(plan, universe.timeframe) : 0,
  });
  await play(run, recorder, request);
  if (recorder.steps === 0) {
    const names = request.sourceNames.join(", ");
    throw new LockstepError(
      fromMs === undefined && toMs === undefined
        ? `There are no bars in ${names}.`
        : `There are no bars in ${names} between ${
          fromMs === undefined ? "their start" : isoTime(fromMs)
        } and ${toMs === undefined ? "their end" : isoTime(toMs)}.`,
    );
  }
  return recorder.result(run, {
    config: {
      strategy: strategy.name,
      strategyVersion: strategy.version,
      params,
      instruments: universe.instruments.map(({ symbol }) => symbol),
      timeframe: universe.timeframe.text,
      fromMs,
      toMs,
      ...account,
      preset: preset.name,
      seed: request.seed ?? 0,
    },
    versions: { lockstep: VERSION, deno: Deno.version.deno },
    sources: request.sourceNames,
    skippedRows: request.skippedRows?.() ?? {},
  });
}

function play(run: ReturnType<typeof compose>, recorder: Recorder, request: BacktestRequest): Promise<void> {
  const { universe, sources, frameSteps, onProgress } = request;
  const backpressure = onProgress === undefined ? undefined : new Backpressure();
  return new Promise((resolve, reject) => {
    run.through(replay(universe, sources, { frameSteps, backpressure })).subscribe({
      next(settled) {
        recorder.next(settled);
        onProgress?.(settled.frame.firstStep + settled.frame.timeMs.length);
      },
      error: reject,
      complete: resolve,
    });
  });
}
