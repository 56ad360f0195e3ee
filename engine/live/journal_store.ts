/**
 * Where the journals of sessions are kept. `append` is all or nothing and durable once `done` is called without a failure; a crash at any
 * moment leaves whole batches, in order, without a hole. Told by callback, so that a store may be a file, a server, or simulated.
 */
export interface JournalStore {
  /** Every session that has a journal, oldest first. */
  sessions(): readonly string[];
  /**
   * Takes a session for this process, or says why not. A lease that is not renewed for `leaseMs` may be taken by another, which gets a higher
   * token; from then on nothing that is appended with the lower one is kept. Whoever holds it is refused as well until it has let go of it.
   * A session is called by 1 to 100 letters, digits, hyphens and underscores. @throws LockstepError where it can't be called so, or its
   * journal can't be opened or written (no room for the lease): the sentence names the place and what to do.
   */
  acquire(sessionId: string, holder: string, nowMs: number, leaseMs: number): Lease | LeaseRefusal;
  /** Says whether it still holds: also after its time, where nobody has taken the session meanwhile. */
  renew(lease: Lease, nowMs: number): boolean;
  release(lease: Lease): void;
  /**
   * `done` is called before `append` returns or later, in the order of the batches. A batch that waits behind one that failed fails with it.
   * After "full" and "fenced" nothing of the batch was kept; after "broken" that isn't known: ask `nextSequence` before going on.
   * @throws RangeError, and keeps nothing, where a batch leaves a hole, repeats an entry or an outcome, or has an outcome of an entry that
   * isn't there: a defect of the caller.
   */
  append(lease: Lease, batch: JournalBatch, done: (failure?: JournalFailure) => void): void;
  /** Keeps the newest snapshots, two at least. In order with the batches. @throws RangeError where it holds entries that weren't appended. */
  writeSnapshot(lease: Lease, snapshot: SessionSnapshot, done: (failure?: JournalFailure) => void): void;
  /** Newest first; damaged ones are left out. */
  snapshots(sessionId: string): Iterable<SessionSnapshot>;
  /**
   * Entries from a sequence number on, in order. @throws JournalDamage naming the sequence number at which the journal is damaged: a
   * checksum that is wrong, a number that is missing.
   */
  read(sessionId: string, fromSequence: number): Iterable<StoredEntry>;
  /** Sequence number that the next entry will have: after all that this process has appended, and all that others have kept. */
  nextSequence(sessionId: string): number;
}

/** The right to write a session's journal. */
export interface Lease {
  readonly sessionId: string;
  readonly holder: string;
  /** Fencing token: higher than any before. */
  readonly token: number;
  readonly leaseMs: number;
}

/** Somebody else has it. */
export interface LeaseRefusal {
  readonly refusedBecause: string;
  /** Who, and when it runs out unless it is renewed. */
  readonly holder: string;
  readonly untilMs: number;
}

/** What is written at once. Sequence numbers go on from the last without a gap. */
export interface JournalBatch {
  readonly entries: readonly JournalEntry[];
  /** What the session did about entries: of this batch and of earlier ones. */
  readonly outcomes: readonly JournalOutcome[];
}

/** An input of a session. */
export interface JournalEntry {
  /** Counts the session's inputs from 0. */
  readonly sequence: number;
  /** "open" (the configuration), "bars", "command", "timer", "feed": see `session_input.ts`. */
  readonly kind: string;
  /** When it came, by the wall clock: UTC epoch milliseconds. */
  readonly atMs: number;
  /** JSON. */
  readonly body: string;
}

/** What came of an input: to be compared when it is replayed. */
export interface JournalOutcome {
  readonly sequence: number;
  /** Statements (orders, fills, …) that it led to. */
  readonly statements: number;
  /** Equity after it. */
  readonly equity: number;
  /** Rolling fingerprint of all that was said so far. */
  readonly fingerprint: string;
}

/** An entry as it is kept; `outcome` is missing where the crash came before it was written. */
export interface StoredEntry extends JournalEntry {
  readonly outcome?: JournalOutcome;
}

/** The state of a session after an entry. */
export interface SessionSnapshot {
  /** Of the last entry that it holds. */
  readonly sequence: number;
  readonly atMs: number;
  /** JSON. */
  readonly body: string;
}

/** Why something couldn't be kept. */
export interface JournalFailure {
  /** "full": no room; "fenced": another process has taken the session; "broken": anything else. */
  readonly kind: "full" | "fenced" | "broken";
  readonly message: string;
}

/** A journal that can't be read to its end. */
export class JournalDamage extends Error {
  override readonly name = "JournalDamage";
  constructor(readonly sessionId: string, readonly sequence: number, why: string) {
    super(`The journal of session ${sessionId} is damaged at entry ${sequence}: ${why}.`);
  }
}
