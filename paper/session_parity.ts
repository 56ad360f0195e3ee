import { presetOf } from "../actors/presets.ts";
import { Bars, isoTime } from "../engine/bars.ts";
import { LockstepError } from "../engine/error.ts";
import type { JournalStore } from "../engine/live/journal_store.ts";
import { parity, type ParityReport } from "../engine/live/parity.ts";
import { readInput, type SessionConfig } from "../engine/live/session_input.ts";
import { SessionStory } from "../engine/live/session_story.ts";
import type { RunResult } from "../engine/result.ts";
import type { Strategy } from "../engine/strategy.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { VERSION } from "../engine/version.ts";
import { backtest } from "../strategies/backtest.ts";
import { replaySession } from "./session_record.ts";

/** A stretch of an exchange's history. */
export interface HistoryRequest {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Bars that open at or after `fromMs` and close at or before `toMs`. */
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Replays a session as a backtest over the exchange's history of the same time and explains every difference: see {@link parity}. `history` gives
 * closed bars, oldest first.
 * @throws LockstepError where there is no such session, or it has had no bar; whatever `history` throws.
 */
export async function sessionParity(
  store: JournalStore,
  sessionId: string,
  history: (request: HistoryRequest) => Promise<Bars>,
): Promise<ParityReport> {
  const failed = failedInput(store, sessionId);
  let story: SessionStory | undefined;
  const { config, strategy, core, record, differences } = await replaySession(store, sessionId, {
    // After a failure the session goes on without its strategy, which no backtest does.
    untilSequence: failed?.sequence,
    equityPoints: store.nextSequence(sessionId) + STEPS_BEFORE_MOST,
    onInput(input, atMs, core) {
      story ??= new SessionStory(core.config);
      story.take(input, atMs, core);
    },
  });
  const session = record(), timeframe = Timeframe.parse(config.timeframe);
  const mine = story!.bars;
  const { fromMs, toMs } = spanOf(mine);
  const theirs = await Promise.all(
    config.instruments.map(({ symbol }) => history({ symbol, timeframe, fromMs, toMs })),
  );
  const none = config.instruments.findIndex((_, i) => theirs[i].length === 0 && mine[i].length > 0);
  if (none >= 0) {
    throw new LockstepError(
      `There is no history of ${config.instruments[none].symbol} from ${isoTime(fromMs)} to ${
        isoTime(toMs)
      } ` +
        `to hold the session against.`,
    );
  }
  return parity({
    instruments: config.instruments,
    story: story!,
    history: theirs,
    session,
    onHistory: await backtestOn(theirs, story!, config, strategy),
    onSessionBars: await backtestOn(mine, story!, config, strategy),
    replayDifferences: differences,
    changes: changesSince(config, strategy),
    notes: failed === undefined ? [] : [
      `The strategy failed on the bar after ${
        isoTime(core.timeMs)
      } (${failed.reason}): compared up to there.`,
    ],
  });
}

/** More steps than an input can hold: those of the warm-up come as one. Every step's equity is kept. */
const STEPS_BEFORE_MOST = 20_000;

/** The input on which the strategy failed for good, where it did. */
function failedInput(
  store: JournalStore,
  sessionId: string,
): { sequence: number; reason: string } | undefined {
  for (const { kind, body, sequence } of store.read(sessionId, 0)) {
    if (kind !== "failed") continue;
    const input = readInput(body, `Entry ${sequence} of session ${sessionId}`);
    if (input.kind === "failed") return input;
  }
  return undefined;
}

function spanOf(bars: readonly Bars[]): { fromMs: number; toMs: number } {
  let fromMs = Infinity, toMs = -Infinity;
  for (const { openTimeMs, closeTimeMs, length } of bars) {
    if (length === 0) continue;
    fromMs = Math.min(fromMs, openTimeMs[0]);
    toMs = Math.max(toMs, closeTimeMs[length - 1]);
  }
  return { fromMs, toMs };
}

/**
 * The backtest that anyone would run of the session's strategy, with the session's settings: orders are matched against the session's trades
 * where it did so, since exchanges give no trades of long ago.
 */
function backtestOn(
  bars: readonly Bars[],
  { trades }: SessionStory,
  { params, instruments, timeframe, account, preset, tradeFromMs, venue, inherits, matching }: SessionConfig,
  strategy: Strategy,
): Promise<RunResult> {
  return backtest({
    strategy,
    params: { ...params },
    universe: { instruments, timeframe: Timeframe.parse(timeframe) },
    sources: bars.map((each) => [each]),
    ...matching === "trades" && { trades },
    sourceNames: instruments.map(({ symbol }) => `${venue}:${symbol}`),
    account,
    takesOver: inherits?.positions,
    preset: presetOf(preset)!,
    fromMs: tradeFromMs,
    equityPoints: bars.reduce((sum, { length }) => sum + length, 2),
  });
}

function changesSince(config: SessionConfig, strategy: Strategy): string[] {
  const now = strategy.plan({ ...config.params }).params as Record<string, unknown>;
  const params = [...new Set([...Object.keys(now), ...Object.keys(config.params)])].filter((name) =>
    JSON.stringify(now[name]) !== JSON.stringify(config.params[name])
  );
  return [
    ...strategy.version === config.strategyVersion ? [] : [
      `${config.strategy} was version ${config.strategyVersion} when the session began and is ${strategy.version} now`,
    ],
    ...config.lockstep === VERSION
      ? []
      : [`the session began with Lockstep ${config.lockstep} and this is ${VERSION}`],
    ...params.map((name) =>
      `the parameter ${name} was ${JSON.stringify(config.params[name]) ?? "not there"} and is ${
        JSON.stringify(now[name]) ?? "not there"
      } now`
    ),
  ];
}
