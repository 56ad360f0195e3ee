import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { LockstepError } from "../engine/error.ts";
import {
  JournalDamage,
  type JournalEntry,
  type Lease,
  type StoredEntry,
} from "../engine/live/journal_store.ts";
import { JOURNAL_CASES, type JournalBed } from "./journal_contract.ts";
import { SCHEMA_STEPS } from "./journal_schema.ts";
import { SqliteJournal } from "./sqlite_journal.ts";

const NOW = Date.UTC(2024, 0, 2), LEASE_MS = 10_000;

class SqliteBed implements JournalBed {
  readonly folder: string;
  readonly #stores: SqliteJournal[] = [];

  constructor(folder = Deno.makeTempDirSync({ prefix: "lockstep-journal-" })) {
    this.folder = folder;
  }

  open(): SqliteJournal {
    const store = new SqliteJournal(this.folder);
    this.#stores.push(store);
    return store;
  }

  settle(): void {}

  damage(sessionId: string, part: "entry" | "outcome" | "snapshot", sequence: number): void {
    const [table, column] = {
      entry: ["entries", "body"],
      outcome: ["outcomes", "fingerprint"],
      snapshot: ["snapshots", "body"],
    }[part];
    this.change(sessionId, (database) => {
      const { text } = database.prepare(`SELECT ${column} AS text FROM ${table} WHERE sequence = ?`).get(
        sequence,
      )!;
      const at = String(text).length >> 1, unit = String(text).charCodeAt(at) ^ 1;
      const flipped = String(text).slice(0, at) + String.fromCharCode(unit) + String(text).slice(at + 1);
      database.prepare(`UPDATE ${table} SET ${column} = ? WHERE sequence = ?`).run(flipped, sequence);
    });
  }

  lose(sessionId: string, sequence: number): void {
    this.change(sessionId, (database) => {
      assert.equal(database.prepare("DELETE FROM entries WHERE sequence = ?").run(sequence).changes, 1);
    });
  }

  change(sessionId: string, work: (database: DatabaseSync) => void): void {
    const database = new DatabaseSync(this.pathOf(sessionId));
    try {
      work(database);
    } finally {
      database.close();
    }
  }

  pathOf(sessionId: string): string {
    return `${this.folder}/${sessionId}.sqlite`;
  }

  closeAll(): void {
    for (const store of this.#stores.splice(0)) store.close();
  }

  [Symbol.dispose](): void {
    this.closeAll();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** A disk of a few megabytes. */
class SmallDiskBed extends SqliteBed {
  constructor() {
    super();
    mount(this.folder);
  }

  fill(): void {
    using file = Deno.openSync(`${this.folder}/filler`, { create: true, write: true });
    const bytes = new Uint8Array(4_096);
    try {
      for (;;) file.writeSync(bytes);
    } catch (error) {
      assert.match(String(error), /No space left/);
    }
  }

  makeRoom(): void {
    Deno.removeSync(`${this.folder}/filler`);
  }

  override [Symbol.dispose](): void {
    this.closeAll();
    assert.ok(run("umount", this.folder));
    super[Symbol.dispose]();
  }
}

const isRoot = Deno.uid() === 0, canMount = isRoot && tryMount();
const HOW_TO_MOUNT = canMount
  ? ""
  : " (needs a tmpfs to be mounted, so is left out: run it as root on Linux, sudo -E deno test -A stores)";

for (const { name, needsFullDisk, run } of JOURNAL_CASES) {
  Deno.test({
    name: `SQLite journal: ${name}${needsFullDisk ? HOW_TO_MOUNT : ""}`,
    ignore: needsFullDisk && !canMount,
    fn() {
      using bed = needsFullDisk ? new SmallDiskBed() : new SqliteBed();
      run(bed);
    },
  });
}

Deno.test({
  name:
    `SQLite journal: appending until the disk is full keeps every whole batch, whatever its size${HOW_TO_MOUNT}`,
  ignore: !canMount,
  fn() {
    for (const perBatch of [1, 7, 200]) {
      using bed = new SmallDiskBed();
      const store = bed.open(), lease = taken(store);
      let kept = 0, fulls = 0;
      for (let tries = 0; fulls < 20; tries++) {
        store.append(lease, { entries: entries(kept, kept + perBatch), outcomes: [] }, (failure) => {
          if (failure === undefined) kept += perBatch;
          else assert.equal(failure.kind, "full", failure.message), fulls++;
        });
        assert.ok(tries < 100_000);
      }
      assert.ok(kept >= 200, `${kept}`);
      bed.closeAll();
      const again = bed.open();
      assert.equal(again.nextSequence("a"), kept);
      let sequence = 0;
      for (const entry of again.read("a", 0)) assert.deepEqual(entry, entryOf(sequence++));
      assert.equal(sequence, kept);
    }
  },
});

Deno.test({
  name: `SQLite journal: no lease can be had on a full disk, and the sentence says so${HOW_TO_MOUNT}`,
  ignore: !canMount,
  fn() {
    using bed = new SmallDiskBed();
    bed.fill();
    assert.throws(() => bed.open().acquire("a", "one", NOW, LEASE_MS), (error) => {
      assert.ok(error instanceof LockstepError, String(error));
      assert.match(error.message, /a\.sqlite/);
      return /room/.test(error.message);
    });
    bed.makeRoom();
    taken(bed.open());
  },
});

Deno.test("SQLite journal: any byte of an entry that changes on the disk is found at its number", () => {
  using bed = new SqliteBed();
  const store = bed.open(),
    lease = taken(store),
    outcome = { sequence: 40, statements: 2, equity: 1e5 / 7, fingerprint: "ab" };
  store.append(lease, { entries: entries(0, 60), outcomes: [outcome] }, () => {});
  bed.closeAll();
  const whole = Deno.readFileSync(bed.pathOf("a")), text = new TextEncoder().encode(entryOf(40).body);
  const at = whole.findIndex((_, i) => text.every((byte, k) => whole[i + k] === byte));
  assert.ok(at > 0);
  for (let i = 0; i < text.length; i++) {
    for (const bit of [0, 5, 7]) {
      const damaged = whole.slice();
      damaged[at + i] ^= 1 << bit; // bit 7 leaves no UTF-8
      Deno.writeFileSync(bed.pathOf("a"), damaged);
      let read = 0;
      assert.throws(() => {
        for (const _ of bed.open().read("a", 0)) read++;
      }, (error) => error instanceof JournalDamage && error.sequence === 40);
      assert.equal(read, 40);
    }
  }
});

Deno.test("SQLite journal: whatever is flipped in its file, what is read is right or the damage is told, and nothing breaks", () => {
  using bed = new SqliteBed();
  const store = bed.open(),
    lease = taken(store),
    outcomes = [0, 3, 39].map((sequence) => ({
      sequence,
      statements: sequence,
      equity: sequence / 7,
      fingerprint: `f${sequence}`,
    }));
  store.append(lease, { entries: entries(0, 40), outcomes }, () => {});
  bed.closeAll();
  const whole = Deno.readFileSync(bed.pathOf("a"));
  const right: StoredEntry[] = entries(0, 40).map((entry, i) => {
    const outcome = outcomes.find(({ sequence }) => sequence === i);
    return outcome === undefined ? entry : { ...entry, outcome };
  });
  const found = { damage: 0, unreadable: 0, harmless: 0 };
  for (let at = 0; at < whole.length; at += 11) {
    if (whole[at] === 0 && whole[at + 1] === 0 && at % 77 !== 0) continue; // mostly empty space
    const damaged = whole.slice();
    damaged[at] ^= 1 << at % 8;
    for (const end of ["-wal", "-shm"]) removeIfThere(bed.pathOf("a") + end);
    Deno.writeFileSync(bed.pathOf("a"), damaged);
    const read: StoredEntry[] = [], reader = bed.open();
    try {
      for (const entry of reader.read("a", 0)) {
        // An outcome may be gone without a trace, since not every entry has one; it is never wrong.
        const { outcome: _, ...bare } = right[read.length], isBare = entry.outcome === undefined;
        assert.deepEqual(entry, isBare ? bare : right[read.length], `byte ${at}`);
        read.push(entry);
      }
      assert.equal(read.length, 40, `byte ${at}`);
      found.harmless++;
    } catch (error) {
      if (error instanceof JournalDamage) {
        // Where the journal's own end is damaged, it is the last entry that isn't the one it should be.
        const at39 = read.length === 40 && error.sequence === 39;
        assert.ok(at39 || error.sequence === read.length, `byte ${at}: ${error.message}`);
        found.damage++;
      } else if (error instanceof LockstepError) found.unreadable++;
      else throw error;
    }
  }
  assert.ok(found.damage > 100 && found.unreadable > 0 && found.harmless > 0, JSON.stringify(found));
});

Deno.test("SQLite journal: where its own end is damaged that is told, before anything could be appended in the wrong place", () => {
  const ends: [sql: string, damagedAt: number][] = [
    ["UPDATE journal SET next_sequence = 9", 8],
    ["UPDATE journal SET next_sequence = 11", 10],
    ["UPDATE journal SET next_sequence = 0", 0],
    ["UPDATE journal SET last_checksum = last_checksum + 1", 9],
  ];
  for (const [sql, damagedAt] of ends) {
    using bed = new SqliteBed();
    const store = bed.open(), lease = taken(store);
    store.append(lease, { entries: entries(0, 10), outcomes: [] }, () => {});
    bed.change("a", (database) => database.exec(sql));
    assert.throws(
      () => [...store.read("a", 0)],
      (error) => error instanceof JournalDamage && error.sequence === damagedAt,
      sql,
    );
  }
  using bed = new SqliteBed();
  const store = bed.open(), lease = taken(store);
  store.append(lease, { entries: entries(0, 10), outcomes: [] }, () => {});
  bed.change("a", (database) => database.exec(ends[0][0]));
  store.append(
    lease,
    { entries: entries(9, 10), outcomes: [] },
    (failure) => assert.equal(failure?.kind, "broken"),
  );
  bed.change("a", (database) => database.exec("DELETE FROM journal"));
  assert.throws(() => store.nextSequence("a"), /is damaged/);
});

Deno.test({
  name: `SQLite journal: a disk that may only be read is told${HOW_TO_MOUNT}`,
  ignore: !canMount,
  fn() {
    using bed = new SmallDiskBed();
    const store = bed.open(), lease = taken(store);
    store.append(lease, { entries: entries(0, 10), outcomes: [] }, () => {});
    store.release(lease);
    bed.closeAll();
    assert.ok(run("mount", "-o", "remount,ro", bed.folder));
    const again = bed.open();
    const isTold = (sessionId: string) => (error: unknown) => {
      assert.ok(error instanceof LockstepError, String(error));
      const file = `${bed.folder}/${sessionId}.sqlite`;
      assert.ok(
        error.message.startsWith(file) && /may (only be read|write it)/.test(error.message),
        error.message,
      );
      return true;
    };
    for (const sessionId of ["a", "b"]) {
      assert.throws(() => again.acquire(sessionId, "two", NOW, LEASE_MS), isTold(sessionId));
    }
    // A database with a write-ahead log needs files beside it also to be read: https://sqlite.org/wal.html#readonly.
    assert.throws(() => [...again.read("a", 0)], isTold("a"));
    assert.deepEqual(again.sessions(), ["a"]);
    assert.ok(run("mount", "-o", "remount,rw", bed.folder));
    taken(again);
    assert.deepEqual([...again.read("a", 0)], entries(0, 10));
  },
});

Deno.test("SQLite journal: a file that can't be used says which and what to do", () => {
  using bed = new SqliteBed();
  taken(bed.open());
  bed.closeAll();
  Deno.writeTextFileSync(bed.pathOf("garbage"), "what is this? ".repeat(1_000));
  bed.change("newer", (database) => database.exec("CREATE TABLE t (x); PRAGMA user_version = 99"));
  bed.change("other", (database) => database.exec("CREATE TABLE t (x)"));
  Deno.writeTextFileSync(bed.pathOf("empty"), "");
  const sentences: [sessionId: string, sentence: string][] = [
    [
      "garbage",
      "DIR/garbage.sqlite is no database, or its beginning is damaged. " +
      "Move it elsewhere, and put a copy in its place where there is one.",
    ],
    [
      "newer",
      `DIR/newer.sqlite has a journal of version 99, and this Lockstep knows version ${SCHEMA_STEPS.length}. ` +
      "Open it with the Lockstep that wrote it, or a newer one.",
    ],
    ["other", "DIR/other.sqlite is a database, but no journal of a session. Move it elsewhere."],
  ];
  const store = bed.open();
  for (const [sessionId, sentence] of sentences) {
    for (
      const work of [
        () => store.acquire(sessionId, "one", NOW, LEASE_MS),
        () => [...store.read(sessionId, 0)],
        () => [...store.snapshots(sessionId)],
        () => store.nextSequence(sessionId),
      ]
    ) {
      assert.throws(work, (error) => {
        assert.ok(error instanceof LockstepError, String(error));
        assert.equal(error.message.replaceAll(bed.folder, "DIR"), sentence);
        return true;
      });
    }
  }
  assert.deepEqual([...store.sessions()].sort(), ["a", "garbage", "newer", "other"]);
  assert.equal(store.nextSequence("empty"), 0, "made, and never begun");
  taken(store, "empty");
  const file = `${bed.folder}/file`;
  Deno.writeTextFileSync(file, "");
  assert.throws(() => new SqliteJournal(`${file}/sessions`), LockstepError);
});

Deno.test("SQLite journal: a file that breaks under a session is told as broken", () => {
  using bed = new SqliteBed();
  const store = bed.open(), lease = taken(store);
  store.append(lease, { entries: entries(0, 2_000), outcomes: [] }, () => {});
  // As a disk does that gives back something else than was written: behind SQLite's back.
  const bytes = Deno.readFileSync(bed.pathOf("a"));
  bed.closeAll();
  Deno.writeFileSync(bed.pathOf("a"), bytes.fill(0xa5, 100));
  removeIfThere(`${bed.pathOf("a")}-wal`);
  const again = bed.open();
  let failure: unknown;
  again.append(lease, { entries: entries(2_000, 2_001), outcomes: [] }, (told) => failure = told);
  assert.deepEqual(failure, {
    kind: "broken",
    message: `${
      bed.pathOf("a")
    } is damaged. Move it elsewhere, and put a copy in its place where there is one.`,
  });
});

Deno.test("SQLite journal: a lease on a file that has become another's is told to be lost, and let go of", () => {
  using bed = new SqliteBed();
  const lease = taken(bed.open());
  bed.closeAll();
  bed.change("a", (database) => database.exec("PRAGMA user_version = 99"));
  const again = bed.open();
  assert.equal(again.renew(lease, 1), false);
  again.release(lease);
});

Deno.test("SQLite journal: a reader makes no journal", () => {
  using bed = new SqliteBed();
  const store = bed.open(), lease = taken(store);
  store.append(lease, { entries: entries(0, 3), outcomes: [] }, () => {});
  bed.closeAll();
  const names = () =>
    [...Deno.readDirSync(bed.folder)].map(({ name }) => name).filter((name) => !/-(wal|shm)$/.test(name));
  const reader = bed.open();
  assert.equal(reader.nextSequence("none"), 0);
  assert.deepEqual([...reader.read("none", 0)], []);
  assert.deepEqual([...reader.read("a", 0)], entries(0, 3));
  assert.deepEqual(names(), ["a.sqlite"]);
});

Deno.test("SQLite journal: a lease survives its process being closed and opened again", () => {
  using bed = new SqliteBed();
  const first = bed.open(), lease = taken(first);
  first.append(lease, { entries: entries(0, 1), outcomes: [] }, () => {});
  first.close();
  assert.throws(() => first.append(lease, { entries: entries(1, 2), outcomes: [] }, () => {}), /closed/);
  const again = bed.open();
  assert.equal(again.renew(lease, NOW + 1), true);
  again.append(
    lease,
    { entries: entries(1, 2), outcomes: [] },
    (failure) => assert.equal(failure, undefined),
  );
  assert.deepEqual([...again.read("a", 0)], entries(0, 2));
});

function entryOf(sequence: number): JournalEntry {
  return {
    sequence,
    kind: "bars",
    atMs: NOW + sequence,
    body: JSON.stringify({ close: sequence * 1.1, note: "é🦀" }),
  };
}

function entries(from: number, to: number): JournalEntry[] {
  return Array.from({ length: to - from }, (_, i) => entryOf(from + i));
}

function taken(store: SqliteJournal, sessionId = "a"): Lease {
  const lease = store.acquire(sessionId, "one", NOW, LEASE_MS);
  assert.ok("token" in lease);
  return lease;
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function mount(folder: string): boolean {
  return run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder);
}

function tryMount(): boolean {
  const folder = Deno.makeTempDirSync({ prefix: "lockstep-mount-" });
  try {
    return mount(folder) && run("umount", folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function run(command: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(command, { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false; // there is no such command
  }
}
