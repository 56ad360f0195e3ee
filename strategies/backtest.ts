import { type AccountSettings, compose } from "../actors/compose.ts";
import type { Preset } from "../actors/presets.ts";
import { isoTime } from "../engine/bars.ts";
import { Backpressure } from "../engine/backpressure.ts";
import type { DeskSettings } from "../engine/desk/desk_settings.ts";
import { LockstepError } from "../engine/error.ts";
import type { Universe } from "../engine/frame.ts";
import { EQUITY_POINTS, Recorder } from "../engine/recorder.ts";
import { type BarPieces, commandsAtEnd, commandsBefore, replay } from "../engine/replay.ts";
import type { FeedRecord, RunResult } from "../engine/result.ts";
import type { Run } from "../engine/run.ts";
import type { Strategy } from "../engine/strategy.ts";
import type { Trades } from "../engine/ticks.ts";
import type { TakenPosition } from "../engine/taken_position.ts";
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
  /** Trades of each instrument, of which the bars are made: orders are matched against them rather than against bars. */
  readonly trades?: readonly Trades[];
  /** Where they come from, in words: a file's name. */
  readonly sourceNames: readonly string[];
  /** How they are read; said in the record. */
  readonly reading?: Partial<Omit<FeedRecord, "sources">>;
  /** Where the strategy was loaded from, unless it is a registered one; said in the record. */
  readonly strategyFile?: string;
  readonly account: AccountSettings;
  readonly preset: Preset;
  /** Trading and figures begin with the first bar that opens at or after this; what comes before is warm-up. */
  readonly fromMs?: number;
  /**
   * Positions with which it begins, where another account leaves them: taken over at these prices before the first bar that counts.
   * `account.cash` is what that account was worth, they included.
   */
  readonly takesOver?: readonly TakenPosition[];
  /** Said in the record; the sources end there by themselves. */
  readonly toMs?: number;
  readonly frameSteps?: number;
  readonly equityPoints?: number;
  /** Whether the result holds every trade, order and fill (the default), or only what is counted and computed from them. */
  readonly keepsRows?: boolean;
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
  if (fromMs !== undefined && toMs !== undefined && !(fromMs < toMs)) {
    throw new LockstepError(
      `The run can't go from ${isoTime(fromMs)} to ${isoTime(toMs)}: it must end after it begins.`,
    );
  }
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
    keepsRows: request.keepsRows,
    buyAndHoldFromBar: preset.buyAndHoldAfterWarmup ? warmupBars(plan, universe.timeframe) : 0,
  });
  const lastTimeMs = await play(run, recorder, request);
  if (recorder.steps === 0) throw noBars(request, lastTimeMs);
  return recorder.result(run, {
    config: {
      strategy: strategy.name,
      strategyVersion: strategy.version,
      ...request.strategyFile !== undefined && { strategyFile: request.strategyFile },
      params,
      instruments: [...universe.instruments],
      timeframe: universe.timeframe.text,
      feed: {
        sources: [...request.sourceNames],
        timeZone: "UTC",
        adjusted: false,
        onBadRow: "fail",
        ...request.reading,
      },
      fromMs,
      toMs,
      ...account,
      ...request.trades !== undefined && { matching: "trades" },
      ...request.takesOver !== undefined && { takesOver: [...request.takesOver] },
      preset: preset.name,
      seed: request.seed ?? 0,
      equityPoints: request.equityPoints ?? EQUITY_POINTS,
    },
    versions: { lockstep: VERSION, deno: Deno.version.deno },
    skippedRows: request.skippedRows?.() ?? {},
  });
}

function noBars({ sourceNames, fromMs, toMs }: BacktestRequest, lastTimeMs: number): LockstepError {
  const from = fromMs === undefined ? "" : isoTime(fromMs), to = toMs === undefined ? "" : isoTime(toMs);
  const range = from !== "" && to !== ""
    ? ` between ${from} and ${to}`
    : from !== ""
    ? ` from ${from} on`
    : to !== ""
    ? ` before ${to}`
    : "";
  const last = Number.isNaN(lastTimeMs) ? "" : `: the last one closes at ${isoTime(lastTimeMs)}`;
  return new LockstepError(`There are no bars${range} in ${sourceNames.join(", ")}${last}.`);
}

/** Gives the last close time. */
function play(run: Run, recorder: Recorder, request: BacktestRequest): Promise<number> {
  const { universe, sources, trades, frameSteps, onProgress, preset, takesOver, fromMs = -Infinity } =
    request;
  const backpressure = onProgress === undefined ? undefined : new Backpressure();
  return new Promise((resolve, reject) => {
    let lastTimeMs = NaN;
    const history = replay(universe, sources, { frameSteps, trades, backpressure });
    const bars = takesOver === undefined
      ? history
      : commandsBefore(history, fromMs, [{ kind: "takeOver", positions: takesOver }]);
    run.through(preset.closesAtEnd ? commandsAtEnd(bars, [{ kind: "finalize" }]) : bars).subscribe({
      next(settled) {
        recorder.next(settled);
        const { timeMs, firstStep } = settled.frame;
        if (timeMs.length > 0) lastTimeMs = timeMs[timeMs.length - 1];
        onProgress?.(firstStep + timeMs.length);
      },
      error: reject,
      complete: () => resolve(lastTimeMs),
    });
  });
}
