import { LockstepError } from "../engine/error.ts";
import type { JournalStore } from "../engine/live/journal_store.ts";
import { Session, type SessionParts } from "../engine/live/session.ts";
import { readInput, type SessionConfig } from "../engine/live/session_input.ts";
import type { Strategy } from "../engine/strategy.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { sessionCoreOf } from "./session_core_of.ts";

/** A session that is opened: everything around it. */
export interface OpenSessionRequest extends Omit<SessionParts, "config" | "makeCore"> {
  /** Of a new session; one that has a journal brings its own. */
  readonly config?: SessionConfig;
}

/**
 * Makes a session, from its journal where it has one: its strategy loaded, ready to be started.
 * @throws LockstepError where there is no such session, or its strategy can't be loaded or is another one now.
 */
export async function openSession({ config: given, ...parts }: OpenSessionRequest): Promise<Session> {
  const config = given ?? sessionConfigOf(parts.store, parts.sessionId);
  const strategy = await openStrategy(config);
  return new Session({ ...parts, config, makeCore: sessionCoreOf(config, strategy) });
}

/** The strategy of a session. @throws LockstepError where it can't be loaded, or is another one now. */
export async function openStrategy(config: SessionConfig): Promise<Strategy> {
  const strategy = await loadStrategy(config.strategy);
  requireSameVersion(config, strategy);
  return strategy;
}

/** What a session was begun with. @throws LockstepError where there is no such session; JournalDamage where it can't be read. */
export function sessionConfigOf(store: JournalStore, sessionId: string): SessionConfig {
  for (const { body } of store.read(sessionId, 0)) {
    const input = readInput(body, `Entry 0 of session ${sessionId}`);
    if (input.kind === "open") return input.config;
    break;
  }
  throw noSuchSession(store, sessionId);
}

/** Says that there is no such session, and which one there is. */
export function noSuchSession(store: JournalStore, sessionId: string): LockstepError {
  const last = store.sessions().at(-1);
  return new LockstepError(
    last === undefined
      ? `There is no session ${sessionId}: none has been begun yet.`
      : `There is no session ${sessionId}: deno task paper --list shows those that are there. The newest is ${last}.`,
  );
}

/** A changed strategy would go on from a state that isn't its own. */
function requireSameVersion({ strategy: name, strategyVersion }: SessionConfig, strategy: Strategy): void {
  if (strategy.version === strategyVersion) return;
  throw new LockstepError(
    `The session was begun with ${name} ${strategyVersion}, and ${name} is ${strategy.version} now: ` +
      `begin a new session with it.`,
  );
}
