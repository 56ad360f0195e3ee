import { LockstepError } from "../engine/error.ts";
import type { JournalFailure } from "../engine/live/journal_store.ts";
import { reasonOf } from "../engine/part_failure.ts";

/** Whether SQLite said no, or its driver; anything else that is thrown is a defect of ours. */
export function isSqliteError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return code === "ERR_SQLITE_ERROR" || code === "ERR_OUT_OF_RANGE"; // a whole number that was damaged may be beyond 2^53
}

/** Whether a row was to be written twice. */
export function isRepeated(error: unknown, column: string): boolean {
  return isSqliteError(error) && error.message.startsWith(`UNIQUE constraint failed: ${column}`);
}

/**
 * What SQLite said, as a person needs it: which file, and what to do. The texts are those of `sqlite3_errstr`
 * (https://sqlite.org/c3ref/errcode.html), which the driver passes on without the code.
 */
export function sqliteFailure(error: unknown, path: string): JournalFailure {
  const said = reasonOf(error);
  if (said.startsWith("database or disk is full")) {
    return { kind: "full", message: `There is no room left on the disk of ${path}. Make room on it.` };
  }
  return { kind: "broken", message: adviceOn(said, path) };
}

/** The same to throw, where a file can't be opened or its lease not written. */
export function sqliteError(error: unknown, path: string): LockstepError {
  return new LockstepError(sqliteFailure(error, path).message, { cause: error });
}

/** What to do about a file that is damaged. */
export function damageAdvice(path: string): string {
  return adviceOn("database disk image is malformed", path);
}

function adviceOn(said: string, path: string): string {
  for (const [start, advice] of ADVICE) {
    if (said.startsWith(start)) return advice.replaceAll("FILE", () => path);
  }
  return `${path} can't be read or written: ${said}.`;
}

const DAMAGED = "FILE is damaged. Move it elsewhere, and put a copy in its place where there is one.";

const ADVICE: readonly (readonly [start: string, advice: string])[] = [
  [
    "attempt to write a readonly database",
    "FILE may only be read. Give this process the right to write it and its folder.",
  ],
  [
    "unable to open database file",
    "FILE can't be opened. See that its folder is there, that this process may write it, and that there is room on the disk.",
  ],
  [
    "file is not a database",
    "FILE is no database, or its beginning is damaged. Move it elsewhere, and put a copy in its place where there is one.",
  ],
  ["database disk image is malformed", DAMAGED],
  ["UNIQUE constraint failed: entries", DAMAGED], // its end was damaged, so that it seems to end earlier
  [
    "database is locked",
    "FILE is held by another program, which doesn't let go of it. Close what else has it open.",
  ],
  [
    "disk I/O error",
    "The disk of FILE failed to read or write. See whether it is full or broken.",
  ],
];
