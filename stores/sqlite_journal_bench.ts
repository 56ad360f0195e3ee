// deno bench -A stores/sqlite_journal_bench.ts
// Time per iteration is that of one append: one transaction, one fsync. Entries are of about 150 bytes, each with an outcome of one before it.
// On two shared cores and a virtual disk whose fsync takes 0.22 ms on average: an append of 1 entry 0.2 ms at best, 0.4 on average; of 10, 0.2 and 0.6;
// of 100, 0.4 and 1.2; of 1,000, 2.7 and 5.5 (4.0 and 7.9 with as many outcomes). Every few hundred appends SQLite takes the log over into the file,
// which takes some 5 to 15 ms.
import type { JournalEntry, JournalOutcome, SessionSnapshot } from "../engine/live/journal_store.ts";
import { entryChecksum } from "./journal_checksum.ts";
import { SqliteJournal } from "./sqlite_journal.ts";

const folder = Deno.makeTempDirSync({ prefix: "lockstep-journal-" });
globalThis.addEventListener("unload", () => {
  store.close();
  Deno.removeSync(folder, { recursive: true });
});

const store = new SqliteJournal(folder);
const body = JSON.stringify({
  kind: "bars",
  timeMs: 1_704_153_600_000,
  close: 42_123.45,
  pad: "x".repeat(85),
});
const fingerprint = "0123456789abcdef";

for (const count of [1, 10, 100, 1_000]) {
  for (const withOutcomes of [false, true]) {
    const lease = taken(`s${count}${withOutcomes ? "o" : ""}`);
    let next = 0;
    Deno.bench(`append of ${count}${withOutcomes ? ", with outcomes" : ""}`, () => {
      const entries: JournalEntry[] = [], outcomes: JournalOutcome[] = [];
      for (let i = 0; i < count; i++, next++) {
        entries.push({ sequence: next, kind: "bars", atMs: 1_704_153_600_000 + next, body });
        if (withOutcomes) {
          outcomes.push({ sequence: next, statements: 2, equity: 1e5 + next / 7, fingerprint });
        }
      }
      store.append(lease, { entries, outcomes }, (failure) => {
        if (failure !== undefined) throw new Error(failure.message);
      });
    });
  }
}

const renewed = taken("renewed");
Deno.bench("renew", () => {
  if (!store.renew(renewed, 0)) throw new Error("It doesn't hold any more");
});

const snapped = taken("snapped");
store.append(snapped, { entries: [{ sequence: 0, kind: "open", atMs: 0, body }], outcomes: [] }, () => {});
const snapshot: SessionSnapshot = { sequence: 0, atMs: 0, body: "x".repeat(100_000) };
Deno.bench("snapshot of 100 KB", () => {
  store.writeSnapshot(snapped, snapshot, (failure) => {
    if (failure !== undefined) throw new Error(failure.message);
  });
});

const long = taken("long");
for (let from = 0; from < 100_000; from += 1_000) {
  const entries = Array.from(
    { length: 1_000 },
    (_, i) => ({ sequence: from + i, kind: "bars", atMs: from + i, body }),
  );
  store.append(long, { entries, outcomes: [] }, () => {});
}
Deno.bench("read of 100,000 entries", () => {
  let read = 0;
  for (const _ of store.read("long", 0)) read++;
  if (read !== 100_000) throw new Error(`${read} entries`);
});

let checksum = 0;
Deno.bench("checksum of an entry", () => {
  checksum = entryChecksum(checksum, { sequence: 1, kind: "bars", atMs: 1_704_153_600_000, body });
});

const file = Deno.openSync(`${folder}/file`, { create: true, write: true }), block = new Uint8Array(4_096);
Deno.bench("fsync of 4 KB more of a file", () => {
  file.writeSync(block);
  file.syncDataSync();
});

function taken(sessionId: string) {
  const lease = store.acquire(sessionId, "bench", 0, 1e9);
  if (!("token" in lease)) throw new Error(lease.refusedBecause);
  return lease;
}
