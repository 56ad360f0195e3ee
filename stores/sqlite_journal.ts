import { LockstepError } from "../engine/error.ts";
import {
  type JournalBatch,
  JournalDamage,
  type JournalFailure,
  type JournalStore,
  type Lease,
  type LeaseRefusal,
  type SessionSnapshot,
  type StoredEntry,
} from "../engine/live/journal_store.ts";
import { reasonOf } from "../engine/part_failure.ts";
import { checkedEntries } from "./checked_entries.ts";
import { CHECKSUM_BEFORE_FIRST } from "./journal_checksum.ts";
import { checkLease, checkSessionId, isSessionId } from "./journal_rules.ts";
import { SessionFile } from "./session_file.ts";
import { isSqliteError, sqliteError, sqliteFailure } from "./sqlite_failure.ts";

const SUFFIX = ".sqlite";

/**
 * Journals of sessions in SQLite (`node:sqlite`), one file a session: `FOLDER/ID.sqlite`, with `-wal` and `-shm` beside it while it is open. Each
 * batch is one transaction and one fsync, which costs what the disk takes (0.3 ms where this was built: `deno bench
 * stores/sqlite_journal_bench.ts`), so what comes in quick succession is best handed over together. Appending is synchronous: `done` is called
 * before `append` returns.
 *
 * A file is held open while its session's lease is held, else only while it is read.
 */
export class SqliteJournal implements JournalStore {
  readonly folder: string;
  readonly #held = new Map<string, SessionFile>();
  #isClosed = false;

  /** @throws LockstepError where there can be no such folder. */
  constructor(folder: string) {
    this.folder = folder;
    try {
      Deno.mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw new LockstepError(`The folder of journals ${folder} can't be made: ${reasonOf(error)}.`, {
        cause: error,
      });
    }
  }

  /** One that can't be opened stands among them, so that what reads it tells why. @throws LockstepError where the folder can't be read. */
  sessions(): readonly string[] {
    const found: { sessionId: string; createdMs: number }[] = [];
    for (const name of this.#names()) {
      const sessionId = name.slice(0, -SUFFIX.length);
      if (!name.endsWith(SUFFIX) || !isSessionId(sessionId)) continue;
      const createdMs = this.#createdMs(sessionId);
      if (createdMs !== undefined) found.push({ sessionId, createdMs });
    }
    found.sort((a, b) => a.createdMs - b.createdMs || (a.sessionId < b.sessionId ? -1 : 1));
    return found.map(({ sessionId }) => sessionId);
  }

  acquire(sessionId: string, holder: string, nowMs: number, leaseMs: number): Lease | LeaseRefusal {
    checkLease(sessionId, holder, nowMs, leaseMs);
    const wasHeld = this.#held.has(sessionId);
    try {
      const file = this.#fileToWrite(sessionId);
      const head = file.acquire(holder, nowMs, nowMs + leaseMs);
      if (!("untilMs" in head)) {
        file.token = head.token;
        return { sessionId, holder, token: head.token, leaseMs };
      }
      if (!wasHeld) this.#drop(sessionId);
      return {
        refusedBecause: `Session ${sessionId} is run by ${head.holder}`,
        holder: head.holder!,
        untilMs: head.untilMs,
      };
    } catch (error) {
      if (!wasHeld) this.#drop(sessionId);
      throw isSqliteError(error) ? sqliteError(error, this.#pathOf(sessionId)) : error;
    }
  }

  /**
   * Who holds a session, as its journal says, and until when unless that is renewed; undefined where nobody does. @throws LockstepError where
   * the file can't be opened.
   */
  holder(sessionId: string): (Omit<Lease, "leaseMs"> & { readonly untilMs: number }) | undefined {
    checkSessionId(sessionId);
    const head = this.#read(sessionId, (file) => file.head());
    if (head === undefined || head.holder === null) return undefined;
    return { sessionId, holder: head.holder, token: head.token, untilMs: head.untilMs };
  }

  /** Where its time can't be written (the disk is full) it holds as long as nobody has taken it. */
  renew(lease: Lease, nowMs: number): boolean {
    try {
      return this.#fileOf(lease).renew(lease.token, nowMs + lease.leaseMs);
    } catch (error) {
      if (!isSqliteError(error) && !(error instanceof LockstepError)) throw error;
      return this.#isNewest(lease);
    }
  }

  release(lease: Lease): void {
    try {
      const file = this.#fileOf(lease);
      file.release(lease.token);
      if (file.token === lease.token) this.#drop(lease.sessionId);
    } catch (error) {
      if (!isSqliteError(error) && !(error instanceof LockstepError)) throw error; // it runs out by itself
    }
  }

  /** @throws RangeError where the batch breaks a rule: see `journal_rules.ts`. */
  append(lease: Lease, batch: JournalBatch, done: (failure?: JournalFailure) => void): void {
    done(this.#write(lease, (file) => file.append(lease.token, batch)));
  }

  /** @throws RangeError where the snapshot holds entries that aren't kept. */
  writeSnapshot(lease: Lease, snapshot: SessionSnapshot, done: (failure?: JournalFailure) => void): void {
    done(this.#write(lease, (file) => file.writeSnapshot(lease.token, snapshot)));
  }

  /** @throws LockstepError where the file can't be opened. */
  *snapshots(sessionId: string): Generator<SessionSnapshot, void> {
    checkSessionId(sessionId);
    for (let before = Number.MAX_SAFE_INTEGER;;) {
      const found = this.#read(sessionId, (file) => {
        try {
          return file.snapshotBefore(before);
        } catch (error) {
          if (!isSqliteError(error)) throw error;
          return undefined; // none that is older can be reached
        }
      });
      if (found === undefined) return;
      before = found.snapshot.sequence;
      if (found.isWhole) yield found.snapshot;
    }
  }

  /** @throws LockstepError where the file can't be opened. */
  *read(sessionId: string, fromSequence: number): Generator<StoredEntry, void> {
    checkSessionId(sessionId);
    const begin = this.#read(sessionId, (file) => ({
      nextSequence: file.head().nextSequence,
      previous: fromSequence === 0 ? CHECKSUM_BEFORE_FIRST : file.checksumOf(fromSequence - 1),
    }));
    if (begin === undefined || fromSequence > begin.nextSequence) return;
    if (begin.previous === undefined) {
      throw new JournalDamage(sessionId, fromSequence - 1, "it is missing");
    }
    yield* checkedEntries(sessionId, fromSequence, begin.previous, (sequence) => {
      const page = this.#read(sessionId, (file) => file.page(sequence));
      if (page === undefined) throw new JournalDamage(sessionId, sequence, "its file is gone");
      return page;
    });
  }

  /** @throws LockstepError where the file can't be opened. */
  nextSequence(sessionId: string): number {
    checkSessionId(sessionId);
    return this.#read(sessionId, (file) => file.head().nextSequence) ?? 0;
  }

  /** Closes every file. Leases that are held run out by themselves; nothing is appended any more. */
  close(): void {
    this.#isClosed = true;
    for (const sessionId of [...this.#held.keys()]) this.#drop(sessionId);
  }

  #write(
    lease: Lease,
    work: (file: SessionFile) => JournalFailure | undefined,
  ): JournalFailure | undefined {
    const { sessionId } = lease, path = this.#pathOf(sessionId);
    try {
      const file = this.#fileOf(lease), failure = work(file);
      if (failure?.kind === "fenced" && file.token === lease.token) this.#drop(sessionId);
      return failure;
    } catch (error) {
      if (error instanceof LockstepError) return { kind: "broken", message: error.message };
      if (!isSqliteError(error)) throw error;
      const failure = sqliteFailure(error, path);
      // After a write that failed the system's cache can't be trusted (https://lwn.net/Articles/752063): look at the disk anew.
      if (failure.kind === "broken") this.#drop(sessionId);
      return failure;
    }
  }

  /** Whether nobody has taken the session since, as far as that can be read. */
  #isNewest({ sessionId, token }: Lease): boolean {
    try {
      const head = this.#read(sessionId, (file) => file.head());
      return head !== undefined && head.token === token && head.holder !== null;
    } catch (error) {
      if (error instanceof LockstepError) return false;
      throw error;
    }
  }

  /** Reads from the file that is held open, or opens it for as long; undefined where there is no journal. @throws LockstepError. */
  #read<Result>(sessionId: string, work: (file: SessionFile) => Result): Result | undefined {
    const held = this.#held.get(sessionId), path = this.#pathOf(sessionId);
    try {
      if (held !== undefined) return work(held);
      const file = SessionFile.openToRead(path, sessionId);
      if (file === undefined) return undefined;
      try {
        return work(file);
      } finally {
        file.close();
      }
    } catch (error) {
      throw isSqliteError(error) ? sqliteError(error, path) : error;
    }
  }

  #fileToWrite(sessionId: string): SessionFile {
    if (this.#isClosed) throw new Error(`Cannot use the journals in ${this.folder}: they are closed`);
    let file = this.#held.get(sessionId);
    if (file === undefined) {
      file = SessionFile.open(this.#pathOf(sessionId), sessionId);
      this.#held.set(sessionId, file);
    }
    return file;
  }

  /** The file of a lease, opened again where that was let go of; whether the lease still holds is for the file to say. */
  #fileOf({ sessionId, token }: Lease): SessionFile {
    const file = this.#fileToWrite(sessionId);
    file.token = Math.max(file.token, token);
    return file;
  }

  #drop(sessionId: string): void {
    const file = this.#held.get(sessionId);
    this.#held.delete(sessionId);
    try {
      file?.close();
    } catch (error) {
      if (!isSqliteError(error)) throw error; // what was committed is safe; the file is brought up to it when it is opened again
    }
  }

  #names(): string[] {
    try {
      return [...Deno.readDirSync(this.folder)].filter(({ isFile }) => isFile).map(({ name }) => name);
    } catch (error) {
      throw new LockstepError(`The folder of journals ${this.folder} can't be read: ${reasonOf(error)}.`, {
        cause: error,
      });
    }
  }

  /** When its first lease was taken; when the file was changed last where that can't be read; undefined where there is no journal in it. */
  #createdMs(sessionId: string): number | undefined {
    try {
      const head = this.#read(sessionId, (file) => file.head());
      return head?.token === 0 ? undefined : head?.createdMs;
    } catch (error) {
      if (!(error instanceof LockstepError)) throw error;
      return Deno.statSync(this.#pathOf(sessionId)).mtime?.getTime() ?? 0;
    }
  }

  #pathOf(sessionId: string): string {
    return `${this.folder}/${sessionId}${SUFFIX}`;
  }
}
