import { presetOf } from "../actors/presets.ts";
import { LockstepError } from "../engine/error.ts";
import type { JournalStore } from "../engine/live/journal_store.ts";
import { recover } from "../engine/live/recovery.ts";
import type { SessionCore } from "../engine/live/session_core.ts";
import type { SessionCommand, SessionConfig, SessionInput } from "../engine/live/session_input.ts";
import { warmupBars } from "../engine/pipeline.ts";
import { EQUITY_POINTS, Recorder } from "../engine/recorder.ts";
import type { RunResult } from "../engine/result.ts";
import type { Strategy } from "../engine/strategy.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { VERSION } from "../engine/version.ts";
import { isRegistered } from "../strategies/registry.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { noSuchSession, sessionConfigOf } from "./open_session.ts";
import { sessionCoreOf } from "./session_core_of.ts";

/** A session, replayed from its journal's first input to its last. */
export interface ReplayedSession {
  readonly config: SessionConfig;
  readonly strategy: Strategy;
  /** As it stands after the last input. */
  readonly core: SessionCore;
  /** The record of all that it did, as that of a backtest. @throws LockstepError where it has had no bar yet. */
  record(): RunResult;
  /** Where what it did when it was live isn't what its journal leads to now, in words; none is the rule. */
  readonly differences: readonly string[];
  /** Inputs that were replayed. */
  readonly inputs: number;
}

/** How a session is replayed. */
export interface ReplaySessionOptions {
  /** Only inputs before this one. */
  readonly untilSequence?: number;
  /** Points of the equity curve: see `RecorderSettings`. */
  readonly equityPoints?: number;
  /** Told of each input, when it came (UTC epoch milliseconds), and how the session stands after it. */
  onInput?(input: SessionInput, atMs: number, core: SessionCore, sequence: number): void;
}

/**
 * The record of a session: its journal replayed, which does again what it did, to the last bit.
 * @throws LockstepError where there is no such session, it has had no bar yet, or its journal leads to something else now than it did then.
 */
export async function sessionRecord(store: JournalStore, sessionId: string): Promise<RunResult> {
  const { differences, record } = await replaySession(store, sessionId);
  if (differences.length > 0) {
    throw new LockstepError(
      `The session ${sessionId} did something else when it was live than its journal leads to now: ${
        differences[0]
      }.`,
    );
  }
  return record();
}

/** Replays a session. @throws LockstepError where there is no such session; JournalDamage where it can't be read. */
export async function replaySession(
  store: JournalStore,
  sessionId: string,
  { untilSequence, equityPoints = EQUITY_POINTS, onInput }: ReplaySessionOptions = {},
): Promise<ReplayedSession> {
  if (store.nextSequence(sessionId) === 0) throw noSuchSession(store, sessionId);
  const config = sessionConfigOf(store, sessionId);
  const strategy = await loadStrategy(config.strategy);
  const preset = presetOf(config.preset)!, timeframe = Timeframe.parse(config.timeframe);
  const { plan } = strategy.plan({ ...config.params });
  const recorder = new Recorder({ instruments: config.instruments, timeframe }, {
    initialCash: config.account.cash,
    conventions: preset.metrics,
    fromMs: config.tradeFromMs,
    equityPoints,
    buyAndHoldFromBar: preset.buyAndHoldAfterWarmup ? warmupBars(plan, timeframe) : 0,
  });
  const makeCore = sessionCoreOf(config, strategy, (settled) => recorder.next(settled));
  const commands: { afterStep: number; command: SessionCommand }[] = [];
  let made: SessionCore;
  const { core, differences, nextSequence } = recover(store, sessionId, () => made = makeCore(), {
    fromBeginning: true,
    untilSequence,
    onInput(sequence, input, _, atMs) {
      if (input.kind === "command") commands.push({ afterStep: made.steps, command: input.command });
      onInput?.(input, atMs, made, sequence);
    },
  });
  return {
    config,
    strategy,
    core,
    differences,
    inputs: nextSequence,
    record: () => {
      if (recorder.steps === 0) {
        throw new LockstepError(`The session ${sessionId} has had no bar to trade on yet.`);
      }
      return recorder.result(core.run, {
        config: {
          strategy: strategy.name,
          strategyVersion: config.strategyVersion,
          ...!isRegistered(config.strategy) && { strategyFile: config.strategy },
          params: config.params,
          ...commands.length > 0 && { commands },
          instruments: config.instruments,
          timeframe: timeframe.text,
          feed: {
            sources: config.instruments.map(({ symbol }) => `${config.venue}:${symbol}`),
            timeZone: "UTC",
            adjusted: false,
            onBadRow: "fail",
          },
          fromMs: config.tradeFromMs,
          ...config.account,
          ...config.matching !== undefined && { matching: config.matching },
          ...config.inherits !== undefined && { takesOver: config.inherits.positions },
          preset: preset.name,
          seed: 0,
          equityPoints,
        },
        versions: { lockstep: VERSION, deno: Deno.version.deno },
        skippedRows: {},
        ...core.phase !== "stopped" && { incompleteReason: "the session has not been stopped" },
      });
    },
  };
}
