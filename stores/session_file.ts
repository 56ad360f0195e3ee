import { DatabaseSync, type StatementSync } from "node:sqlite";
import { LockstepError } from "../engine/error.ts";
import type { JournalBatch, JournalFailure, SessionSnapshot } from "../engine/live/journal_store.ts";
import { reasonOf } from "../engine/part_failure.ts";
import type { JournalPage, KeptEntry } from "./checked_entries.ts";
import { entryChecksum, outcomeChecksum, snapshotChecksum } from "./journal_checksum.ts";
import {
  checkBatch,
  checkSnapshot,
  fencedFailure,
  isHeld,
  refuseRepeatedOutcome,
  SNAPSHOTS_KEPT,
} from "./journal_rules.ts";
import { hasSchema, migrate } from "./journal_schema.ts";
import { RowWriter } from "./row_writer.ts";
import { damageAdvice, isRepeated, isSqliteError } from "./sqlite_failure.ts";

/** The one row that says who holds a session and where its entries end. */
export interface JournalHead {
  readonly createdMs: number;
  readonly token: number;
  /** null where nobody has it. */
  readonly holder: string | null;
  readonly untilMs: number;
  readonly nextSequence: number;
  readonly lastChecksum: number;
}

/** How long to wait for another process that writes; a commit takes milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;
/** Pages of the log from which on it is taken over in the middle of an append: more than come between two snapshots (16 MB). */
const LOG_PAGES_MOST = 4_000;
/** How often two processes may get into each other's way while both make the file. */
const TRIES_MAX = 100;
/** What is read at once: rows, and characters of their bodies. */
const PAGE_ROWS = 2_048, PAGE_CHARACTERS = 4_000_000;

/** A session's database file, opened by this process. Whatever SQLite says no to is thrown as it comes. */
export class SessionFile {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #sessionId: string;
  readonly #statements = new Map<string, StatementSync>();
  readonly #entries: RowWriter;
  readonly #outcomes: RowWriter;
  /** The newest lease of this process for which it is held open. */
  token = -1;

  private constructor(database: DatabaseSync, path: string, sessionId: string) {
    this.#database = database;
    this.#path = path;
    this.#sessionId = sessionId;
    this.#entries = new RowWriter(database, "entries");
    this.#outcomes = new RowWriter(database, "outcomes");
  }

  /** Opens it for writing; makes it where it isn't there. */
  static open(path: string, sessionId: string): SessionFile {
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      writeAhead(database);
      // A commit is on the disk before it is acknowledged (on macOS only so: https://sqlite.org/pragma.html#pragma_fullfsync).
      database.exec("PRAGMA synchronous = FULL; PRAGMA fullfsync = 1");
      database.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES_MOST}`);
      migrate(database, path);
    } catch (error) {
      database.close();
      throw error;
    }
    return new SessionFile(database, path, sessionId);
  }

  /** Opens it for reading; undefined where there is no journal. */
  static openToRead(path: string, sessionId: string): SessionFile | undefined {
    if (!isThere(path)) return undefined;
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
    try {
      if (hasSchema(database, path)) return new SessionFile(database, path, sessionId);
    } catch (error) {
      database.close();
      throw error;
    }
    database.close();
    return undefined;
  }

  close(): void {
    this.#database.close();
  }

  /** @throws LockstepError where it isn't what it must be, which only damage can do. */
  head(): JournalHead {
    const row = this.#statement(HEAD).get();
    if (row === undefined || !HEAD_NUMBERS.every((name) => typeof row[name] === "number")) {
      throw new LockstepError(damageAdvice(this.#path));
    }
    return {
      createdMs: Number(row.created_ms),
      token: Number(row.token),
      holder: row.holder === null ? null : String(row.holder),
      untilMs: Number(row.until_ms),
      nextSequence: Number(row.next_sequence),
      lastChecksum: Number(row.last_checksum),
    };
  }

  /** Gives the session a new holder, unless another holds it: then it gives the head as it stands. */
  acquire(holder: string, nowMs: number, untilMs: number): JournalHead | { readonly token: number } {
    return this.#transaction(() => {
      const head = this.head();
      if (head.holder !== null && isHeld(head.untilMs, nowMs, untilMs - nowMs)) return head;
      const token = head.token + 1, createdMs = head.token === 0 ? nowMs : head.createdMs;
      this.#statement("UPDATE journal SET created_ms = ?, token = ?, holder = ?, until_ms = ?")
        .run(createdMs, token, holder, untilMs);
      return { token };
    });
  }

  /** Says whether the token is still the newest. */
  renew(token: number, untilMs: number): boolean {
    // Nothing is lost where the machine stops before this is on the disk, so it needn't wait for that.
    this.#database.exec("PRAGMA synchronous = NORMAL");
    try {
      const { changes } = this.#statement(
        "UPDATE journal SET until_ms = ? WHERE token = ? AND holder IS NOT NULL",
      ).run(untilMs, token);
      return changes === 1;
    } finally {
      this.#database.exec("PRAGMA synchronous = FULL");
    }
  }

  release(token: number): void {
    this.#statement("UPDATE journal SET holder = NULL WHERE token = ?").run(token);
  }

  /** All or nothing. Says so where another has the session. */
  append(token: number, batch: JournalBatch): JournalFailure | undefined {
    try {
      return this.#transaction(() => {
        const head = this.head();
        if (!holds(head, token)) return fencedFailure(this.#sessionId, head.holder);
        checkBatch(this.#sessionId, batch, head.nextSequence);
        let checksum = head.lastChecksum;
        const { entries, outcomes } = batch;
        for (let i = 0; i < entries.length; i++) {
          const entry = entries[i];
          checksum = entryChecksum(checksum, entry);
          this.#entries.add(entry.sequence, entry.kind, entry.atMs, entry.body, checksum);
        }
        this.#entries.flush();
        for (let i = 0; i < outcomes.length; i++) {
          const outcome = outcomes[i], { sequence, statements, equity, fingerprint } = outcome;
          const kept = Object.is(equity, -0) ? "-0" : equity;
          this.#outcomes.add(sequence, statements, kept, fingerprint, outcomeChecksum(outcome));
        }
        this.#outcomes.flush();
        this.#statement("UPDATE journal SET next_sequence = ?, last_checksum = ?")
          .run(head.nextSequence + entries.length, checksum);
        return undefined;
      });
    } catch (error) {
      if (isRepeated(error, "outcomes.")) refuseRepeatedOutcome(this.#sessionId);
      throw error;
    } finally {
      this.#entries.clear();
      this.#outcomes.clear();
    }
  }

  /** The same for a snapshot. The oldest beyond those that are kept goes. */
  writeSnapshot(token: number, snapshot: SessionSnapshot): JournalFailure | undefined {
    const failure = this.#transaction(() => {
      const head = this.head(), { sequence, atMs, body } = snapshot;
      if (!holds(head, token)) return fencedFailure(this.#sessionId, head.holder);
      checkSnapshot(this.#sessionId, snapshot, head.nextSequence);
      this.#statement("DELETE FROM snapshots WHERE sequence = ?").run(sequence);
      this.#statement(
        "INSERT INTO snapshots SELECT coalesce(max(written), 0) + 1, ?, ?, ?, ? FROM snapshots",
      ).run(sequence, atMs, body, snapshotChecksum(snapshot));
      this.#statement(
        "DELETE FROM snapshots WHERE written NOT IN (SELECT written FROM snapshots ORDER BY written DESC LIMIT ?)",
      ).run(SNAPSHOTS_KEPT);
      return undefined;
    });
    this.#takeLogOver();
    return failure;
  }

  /** Brings the file up to the log, so that no entry has to wait for that. */
  #takeLogOver(): void {
    try {
      this.#database.exec("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (error) {
      if (!isSqliteError(error)) throw error; // the log has it all: it is tried again after the next snapshot
    }
  }

  /** The newest snapshot before a sequence number, and whether it is whole. */
  snapshotBefore(sequence: number): { snapshot: SessionSnapshot; isWhole: boolean } | undefined {
    const row = this.#statement("SELECT * FROM snapshots WHERE sequence < ? ORDER BY sequence DESC LIMIT 1")
      .get(sequence);
    if (row === undefined) return undefined;
    const snapshot = { sequence: Number(row.sequence), atMs: Number(row.at_ms), body: String(row.body) };
    return { snapshot, isWhole: snapshotChecksum(snapshot) === Number(row.checksum) };
  }

  /** Checksum of an entry as it stands; undefined where there is none. */
  checksumOf(sequence: number): number | undefined {
    const row = this.#statement("SELECT checksum FROM entries WHERE sequence = ?").get(sequence);
    return row === undefined ? undefined : Number(row.checksum);
  }

  /** Entries from a number on, as many as fit into a page. */
  page(fromSequence: number): JournalPage {
    const { nextSequence, lastChecksum } = this.head();
    const entries: KeptEntry[] = [];
    let problem = "", characters = 0;
    try {
      // What follows the end that the head knows was appended since.
      for (const row of this.#statement(PAGE).iterate(fromSequence, nextSequence, PAGE_ROWS)) {
        const entry = keptEntry(row);
        entries.push(entry);
        characters += entry.body.length;
        if (characters >= PAGE_CHARACTERS) break;
      }
    } catch (error) {
      problem = `SQLite says: ${reasonOf(error)}`;
    }
    return { entries, problem, nextSequence, lastChecksum };
  }

  /** Another process may write before or after it, not within. */
  #transaction<Result>(work: () => Result): Result {
    this.#statement("BEGIN IMMEDIATE").run();
    try {
      const result = work();
      this.#statement("COMMIT").run();
      return result;
    } catch (error) {
      // SQLite rolls back by itself where the disk is full or fails.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, statement = this.#database.prepare(sql));
    return statement;
  }
}

const HEAD =
  "SELECT created_ms, token, holder, until_ms, next_sequence, last_checksum FROM journal WHERE id = 1";
const HEAD_NUMBERS = ["created_ms", "token", "until_ms", "next_sequence", "last_checksum"];

const PAGE = `SELECT e.sequence, e.kind, e.at_ms, e.body, e.checksum,
    o.sequence AS outcome, o.statements, o.equity, o.fingerprint, o.checksum AS outcome_checksum
  FROM entries e LEFT JOIN outcomes o ON o.sequence = e.sequence
  WHERE e.sequence >= ? AND e.sequence < ? ORDER BY e.sequence LIMIT ?`;

/** What is damaged may be of any type; its checksum tells. */
function keptEntry(row: Record<string, unknown>): KeptEntry {
  const entry = {
    sequence: Number(row.sequence),
    kind: String(row.kind),
    atMs: Number(row.at_ms),
    body: String(row.body),
    checksum: Number(row.checksum),
  };
  if (row.outcome === null) return entry;
  const outcome = {
    statements: Number(row.statements),
    equity: row.equity === null ? NaN : Number(row.equity),
    fingerprint: String(row.fingerprint),
    checksum: Number(row.outcome_checksum),
  };
  return { ...entry, outcome };
}

function holds(head: JournalHead, token: number): boolean {
  return head.token === token && head.holder !== null;
}

/**
 * Journal mode WAL: a commit is one write at the end of a file and one fsync (https://sqlite.org/wal.html). Where two processes make a file at
 * once, SQLite turns one of them down without waiting: both would wait for ever for each other.
 */
function writeAhead(database: DatabaseSync): void {
  for (let tries = 1;; tries++) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (tries === TRIES_MAX || !reasonOf(error).startsWith("database is locked")) throw error;
      database.exec("BEGIN IMMEDIATE; ROLLBACK"); // waits for the other, which holds the file now
    }
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
