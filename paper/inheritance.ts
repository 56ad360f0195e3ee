import { LockstepError } from "../engine/error.ts";
import type { JournalStore } from "../engine/live/journal_store.ts";
import { recover } from "../engine/live/recovery.ts";
import type { SessionCore } from "../engine/live/session_core.ts";
import { type SessionConfig, type SessionInput, writeInput } from "../engine/live/session_input.ts";
import type { Strategy } from "../engine/strategy.ts";
import { openStrategy, sessionConfigOf } from "./open_session.ts";
import { sessionCoreOf } from "./session_core_of.ts";

/** What a session leaves to the one that goes on with its account. */
export interface Inheritance {
  /** As it was begun. */
  readonly before: SessionConfig;
  /** Its equity at its last close, in quote currency: what the next one begins with. */
  readonly cash: number;
  readonly inherits: NonNullable<SessionConfig["inherits"]>;
}

/** How long the session is held while it is stopped. */
const LEASE_MS = 15_000;

/**
 * Takes over from a session: it is stopped where it rests, with all that it holds, and its account goes on in another.
 * @throws LockstepError where there is no such session, another process runs it, it has had no bar, nothing is left of its account, or its
 * journal leads to something else now than it did.
 */
export async function inheritFrom(
  store: JournalStore,
  sessionId: string,
  { holder, nowMs }: { readonly holder: string; readonly nowMs: number },
): Promise<Inheritance> {
  const before = sessionConfigOf(store, sessionId);
  const core = stopped(store, sessionId, before, await openStrategy(before), holder, nowMs);
  if (core.steps === 0) {
    throw new LockstepError(`Session ${sessionId} has had no bar: there is nothing to go on with.`);
  }
  if (!(core.equity > 0)) {
    throw new LockstepError(
      `Session ${sessionId} ended with ${core.equity} ${
        before.instruments[0].currency
      }: there is nothing to go on with.`,
    );
  }
  const positions = core.run.openPositions.map(({ instrument, direction, quantity, lastPrice }) => ({
    instrumentIndex: before.instruments.findIndex(({ symbol }) => symbol === instrument),
    quantity: direction === "long" ? quantity : -quantity,
    price: lastPrice,
  }));
  return { before, cash: core.equity, inherits: { sessionId, positions } };
}

/** The core of a session that is stopped, or is stopped now. */
function stopped(
  store: JournalStore,
  sessionId: string,
  config: SessionConfig,
  strategy: Strategy,
  holder: string,
  nowMs: number,
): SessionCore {
  const lease = store.acquire(sessionId, holder, nowMs, LEASE_MS);
  if ("refusedBecause" in lease) {
    throw new LockstepError(
      `${lease.refusedBecause}: stop it there first, without closing what it holds, or leave it.`,
    );
  }
  try {
    const { core, nextSequence, differences } = recover(store, sessionId, sessionCoreOf(config, strategy));
    if (differences.length > 0) {
      throw new LockstepError(
        `Session ${sessionId} did something else when it was live than its journal leads to now: ${
          differences[0]
        }. Nothing is taken over from it.`,
      );
    }
    if (core.phase === "stopped") return core;
    const input: SessionInput = { kind: "command", command: { action: "stop", flattens: false } };
    const { statements, equity, fingerprint } = core.take(input), sequence = nextSequence;
    store.append(lease, {
      entries: [{ sequence, kind: input.kind, atMs: nowMs, body: writeInput(input) }],
      outcomes: [{ sequence, statements, equity, fingerprint }],
    }, (failure) => {
      if (failure !== undefined) {
        throw new LockstepError(`Session ${sessionId} can't be stopped: ${failure.message}`);
      }
    });
    return core;
  } finally {
    store.release(lease);
  }
}
