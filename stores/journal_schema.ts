import type { DatabaseSync } from "node:sqlite";
import { LockstepError } from "../engine/error.ts";
import { CHECKSUM_BEFORE_FIRST } from "./journal_checksum.ts";

/**
 * How a session's journal lies in its SQLite file: what leads from each version of the schema to the next. `user_version` counts those that
 * were run. What was released is never changed; a change is one more.
 *
 * `journal` is one row: the lease (`token` grows with every acquisition, 0 before the first; `holder` is NULL where nobody has it), and where the entries end. Outcomes
 * are a table of their own, since they come after their entries: both tables are only ever appended to at their right edge. An equity comes back to
 * the last bit: REAL has neither NaN, which is NULL, nor −0, which is the text "-0".
 */
export const SCHEMA_STEPS: readonly string[] = [
  `CREATE TABLE journal (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     created_ms REAL NOT NULL,
     token INTEGER NOT NULL,
     holder TEXT,
     until_ms REAL NOT NULL,
     next_sequence INTEGER NOT NULL,
     last_checksum INTEGER NOT NULL
   ) STRICT;
   INSERT INTO journal VALUES (1, 0, 0, NULL, 0, 0, ${CHECKSUM_BEFORE_FIRST});
   CREATE TABLE entries (
     sequence INTEGER PRIMARY KEY,
     kind TEXT NOT NULL,
     at_ms REAL NOT NULL,
     body TEXT NOT NULL,
     checksum INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE outcomes (
     sequence INTEGER PRIMARY KEY,
     statements INTEGER NOT NULL,
     equity ANY,
     fingerprint TEXT NOT NULL,
     checksum INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE snapshots (
     written INTEGER PRIMARY KEY,
     sequence INTEGER NOT NULL UNIQUE,
     at_ms REAL NOT NULL,
     body TEXT NOT NULL,
     checksum INTEGER NOT NULL
   ) STRICT;`,
];

/** Says whether a file holds a journal; one in which nothing was ever written doesn't. @throws LockstepError where this version can't read it. */
export function hasSchema(database: DatabaseSync, path: string): boolean {
  const version = versionOf(database);
  if (version === SCHEMA_STEPS.length) return true;
  if (version === 0 && isEmpty(database)) return false;
  throw unknownVersion(path, version);
}

/** Brings a file to the newest version, alone. @throws LockstepError where it is of a version that isn't known, or no journal at all. */
export function migrate(database: DatabaseSync, path: string): void {
  if (versionOf(database) === SCHEMA_STEPS.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    const version = versionOf(database); // another process may have been first
    if (version > SCHEMA_STEPS.length || version < 0 || version === 0 && !isEmpty(database)) {
      throw unknownVersion(path, version);
    }
    for (const step of SCHEMA_STEPS.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${SCHEMA_STEPS.length}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()!.user_version);
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

function unknownVersion(path: string, version: number): LockstepError {
  return new LockstepError(
    version === 0
      ? `${path} is a database, but no journal of a session. Move it elsewhere.`
      : `${path} has a journal of version ${version}, and this Lockstep knows version ${SCHEMA_STEPS.length}. ` +
        `Open it with the Lockstep that wrote it, or a newer one.`,
  );
}
