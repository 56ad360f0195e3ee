import { LockstepError } from "../../engine/error.ts";
import type { JournalStore } from "../../engine/live/journal_store.ts";
import type { SessionConfig } from "../../engine/live/session_input.ts";
import { OutcomeFingerprint } from "../../paper/outcome_fingerprint.ts";
import { type SessionMarket, sessionMarket } from "../../paper/session_market.ts";
import { type SessionSteps, sessionSteps } from "../../paper/session_steps.ts";
import { newId } from "../../stores/new_id.ts";
import { sessionConfigOf } from "../../paper/open_session.ts";
import { shareBars, shareTrades } from "../data/shared_columns.ts";
import { ReplayRun } from "../replay/replay_run.ts";
import type { SharedBars } from "../replay/replay_worker_messages.ts";
import { type ReplayDefinition, replayDefinitionSchema, type ReplayedSession } from "../replay_definition.ts";

/** A replay that repeats a session, and the bars that it goes over. */
export interface SessionReplay {
  readonly definition: ReplayDefinition;
  readonly bars: SharedBars;
}

/**
 * Makes a replay of a session, up to its last bar, and tries it: what it does at its end is what the session did, to the last bit.
 * @throws LockstepError where that can't be; JournalDamage where the journal can't be read.
 */
export async function sessionReplay(store: JournalStore, sessionId: string): Promise<SessionReplay> {
  const session = await sessionSteps(store, sessionId), { config, outcome, steps } = session;
  const definition = definitionOf(sessionId, session), bars = sharedBars(config, session.market);
  const again = new OutcomeFingerprint();
  const { held } = await ReplayRun.make(definition, bars, (settled) => again.next(settled));
  held.seek(steps);
  if (held.failure === "" && held.steps === steps && again.toString() === outcome) {
    return { definition, bars };
  }
  throw new LockstepError(
    `A replay of session ${sessionId} would not do what the session did${
      held.failure === "" ? "" : `: ${held.failure}`
    }. Its record has all that it did.`,
  );
}

/** The bars of a session's replay, read from its journal. @throws LockstepError where it has fewer; JournalDamage where it can't be read. */
export function sessionReplayBars(store: JournalStore, { id, inputs }: ReplayedSession): SharedBars {
  return sharedBars(sessionConfigOf(store, id), sessionMarket(store, id, inputs));
}

function definitionOf(sessionId: string, session: SessionSteps): ReplayDefinition {
  const { config, inputs, steps, warmupSteps, commands, asides, failedAtStep, takenOver } = session;
  const createdMs = Date.now();
  const parsed = replayDefinitionSchema.safeParse({
    version: 1,
    id: newId(createdMs),
    strategy: config.strategy,
    dataSet: `session-${sessionId}`,
    params: config.params,
    account: config.account,
    preset: config.preset,
    changes: [],
    commands,
    step: warmupSteps,
    createdMs,
    session: {
      ...{ id: sessionId, inputs, steps, failedAtStep, takenOver },
      title: titleOf(session),
      strategyVersion: config.strategyVersion,
      tradeFromMs: config.tradeFromMs,
      asides: asides.map(({ standAside, ...rest }) => ({ ...rest, ...standAside })),
    },
  });
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new LockstepError(`No replay can be made of session ${sessionId}: ${path.join(".")}: ${message}.`);
}

/** "Session of 2026-01-05, BTCUSDT 1m"; one that goes on says up to when. */
function titleOf(
  { config: { tradeFromMs, instruments, timeframe }, timeMs, isStopped }: SessionSteps,
): string {
  const symbols = instruments.slice(0, SYMBOLS_SHOWN).map(({ symbol }) => symbol).join(", ");
  const others = instruments.length - SYMBOLS_SHOWN, more = others > 0 ? ` and ${others} more` : "";
  const upTo = isStopped ? "" : `, up to ${minuteOf(timeMs)}`;
  return `Session of ${minuteOf(tradeFromMs).slice(0, 10)}, ${symbols}${more} ${timeframe}${upTo}`;
}

const SYMBOLS_SHOWN = 3;

/** "2026-01-05 14:05". */
function minuteOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace("T", " ");
}

function sharedBars(
  { instruments, timeframe, venue }: SessionConfig,
  { bars, trades }: SessionMarket,
): SharedBars {
  return {
    instruments,
    timeframe,
    columns: bars.map((each) => shareBars([each])),
    ...trades !== undefined && { trades: trades.map(shareTrades) },
    sourceNames: instruments.map(({ symbol }) => `${venue}:${symbol}`),
  };
}
