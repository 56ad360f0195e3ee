/**
 * What a journal is never asked for by a session that is right: a batch that leaves a hole, repeats something, or holds what can't be kept as
 * it is. Whoever breaks these rules has a defect, so they throw and nothing is kept; what goes wrong outside is told as a `JournalFailure`.
 */
import { LockstepError } from "../engine/error.ts";
import type { JournalBatch, JournalFailure, SessionSnapshot } from "../engine/live/journal_store.ts";

/** How many snapshots of a session are kept: those written last. */
export const SNAPSHOTS_KEPT = 3;

const SESSION_ID = /^[A-Za-z0-9_-]{1,100}$/;

/** @throws LockstepError where a session can't be called so: ids stand in file names and addresses. */
export function checkSessionId(sessionId: string): void {
  if (SESSION_ID.test(sessionId)) return;
  throw new LockstepError(
    `There can be no session "${sessionId}": an id is 1 to 100 letters, digits, hyphens and underscores.`,
  );
}

/** Whether a journal may be kept under a name. */
export function isSessionId(name: string): boolean {
  return SESSION_ID.test(name);
}

/** @throws RangeError where a lease is asked for that nobody could hold. */
export function checkLease(sessionId: string, holder: string, nowMs: number, leaseMs: number): void {
  checkSessionId(sessionId);
  if (holder === "") throw new RangeError("Cannot acquire a session: the holder must have a name");
  if (!Number.isFinite(nowMs)) throw new RangeError(`Cannot acquire a session: the time is ${nowMs}`);
  if (!(leaseMs > 0 && leaseMs < Infinity)) {
    throw new RangeError(`Cannot acquire a session: leaseMs must be above 0: received ${leaseMs}`);
  }
}

/** `nextSequence` is the number that the first entry must have. @throws RangeError where the batch breaks a rule. */
export function checkBatch(sessionId: string, batch: JournalBatch, nextSequence: number): void {
  let next = nextSequence;
  for (const { sequence, kind, atMs, body } of batch.entries) {
    if (sequence !== next) refuse(sessionId, `entry ${next} must come next: received ${sequence}`);
    if (!Number.isFinite(atMs)) refuse(sessionId, `entry ${sequence} came at ${atMs}`);
    if (!isPlain(kind) || !isPlain(body)) refuse(sessionId, `entry ${sequence} holds what isn't JSON`);
    next++;
  }
  for (const { sequence, statements, fingerprint } of batch.outcomes) {
    if (!(Number.isInteger(sequence) && sequence >= 0 && sequence < next)) {
      refuse(sessionId, `there is an outcome of entry ${sequence}, and ${next} entries`);
    }
    if (!Number.isSafeInteger(statements) || !isPlain(fingerprint)) {
      refuse(
        sessionId,
        `the outcome of entry ${sequence} has ${statements} statements, or no text as its fingerprint`,
      );
    }
  }
}

/** @throws RangeError always: each outcome is written once. */
export function refuseRepeatedOutcome(sessionId: string): never {
  refuse(sessionId, "one of the outcomes is kept already");
}

/** A snapshot holds entries that are kept. @throws RangeError where it holds others. */
export function checkSnapshot(sessionId: string, snapshot: SessionSnapshot, nextSequence: number): void {
  const { sequence, atMs, body } = snapshot;
  if (Number.isInteger(sequence) && sequence >= 0 && sequence < nextSequence) {
    if (Number.isFinite(atMs) && isPlain(body)) return;
    throw new RangeError(
      `Cannot keep a snapshot of session ${sessionId}: it is of ${atMs}, or holds what isn't JSON`,
    );
  }
  throw new RangeError(
    `Cannot keep a snapshot of session ${sessionId} after entry ${sequence}: there are ${nextSequence} entries`,
  );
}

/** What a holder is told whose session another has taken, or who has let go of it. */
export function fencedFailure(sessionId: string, holder: string | null): JournalFailure {
  const who = holder === null ? "nobody holds it now" : `${holder} holds it now`;
  return {
    kind: "fenced",
    message: `Session ${sessionId} isn't this process's any more: ${who}. Nothing of this was kept.`,
  };
}

function refuse(sessionId: string, why: string): never {
  throw new RangeError(`Cannot append to session ${sessionId}: ${why}`);
}

/** JSON has no NUL and no half of a pair of surrogates; SQLite would cut a text at the one, and replace the other. */
function isPlain(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/**
 * Whether a lease that runs out at `untilMs` still holds. One that would hold for longer than a lease can was taken by a process whose clock
 * was ahead: it may be taken over, and what that process still writes is fenced.
 */
export function isHeld(untilMs: number, nowMs: number, leaseMs: number): boolean {
  return untilMs > nowMs && untilMs - nowMs <= leaseMs;
}
