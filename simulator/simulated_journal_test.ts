import assert from "node:assert/strict";
import type { JournalEntry, JournalFailure, Lease } from "../engine/live/journal_store.ts";
import { Random } from "../engine/random.ts";
import { JOURNAL_CASES, type JournalBed } from "../stores/journal_contract.ts";
import { SimulatedDisk } from "./simulated_disk.ts";
import { SimulatedJournal } from "./simulated_journal.ts";
import { VirtualClock, VirtualTime } from "./virtual_time.ts";

const NOW = Date.UTC(2024, 0, 2);

class SimulatedBed implements JournalBed {
  readonly time = new VirtualTime();
  readonly disk: SimulatedDisk;

  constructor(seed: number) {
    this.disk = new SimulatedDisk(new VirtualClock(this.time, NOW), new Random(seed));
  }

  open(): SimulatedJournal {
    return new SimulatedJournal(this.disk);
  }

  settle(): void {
    this.time.runTo(this.time.nowMs + 60_000);
  }

  damage(sessionId: string, part: "entry" | "outcome" | "snapshot", sequence: number): void {
    this.disk.damage(sessionId, part, sequence);
  }

  lose(sessionId: string, sequence: number): void {
    this.disk.lose(sessionId, sequence);
  }

  fill(): void {
    this.disk.roomBytes = 100;
  }

  makeRoom(): void {
    this.disk.roomBytes = Infinity;
  }

  [Symbol.dispose](): void {}
}

for (const { name, run } of JOURNAL_CASES) {
  Deno.test(`simulated journal: ${name}`, () => {
    for (let seed = 1; seed <= 3; seed++) run(new SimulatedBed(seed));
  });
}

Deno.test("simulated journal: an append counts when its fsync comes back, one after the other, slow where the disk is", () => {
  const { time, disk, open } = bedWith(1), store = open(), lease = taken(store);
  const told: string[] = [];
  const append = (from: number, to: number) =>
    store.append(lease, { entries: entries(from, to), outcomes: [] }, (failure) => {
      told.push(`${from}…${to} ${failure?.kind ?? "kept"}`);
    });
  disk.fsyncMs = 1_000;
  append(0, 2);
  append(2, 3);
  time.runTo(499);
  assert.deepEqual(told, []);
  assert.equal(open().nextSequence("a"), 0, "nothing is there for others");
  assert.equal(store.nextSequence("a"), 3);
  time.runTo(1_500);
  assert.equal(told.length, 1);
  assert.equal(open().nextSequence("a"), 2);
  time.runTo(3_000);
  assert.equal(open().nextSequence("a"), 3);
  disk.fsyncMs = 0;
  append(3, 4);
  time.runTo(3_000);
  assert.deepEqual(told, ["0…2 kept", "2…3 kept", "3…4 kept"]);
});

Deno.test("simulated journal: one seed gives one story", () => {
  const story = (seed: number) => {
    const bed = new SimulatedBed(seed), told: string[] = [];
    crashed(bed, told);
    return [...told, JSON.stringify([...bed.open().read("a", 0)])];
  };
  assert.deepEqual(story(7), story(7));
  assert.notDeepEqual(story(7), story(8));
});

Deno.test("simulated journal: a crash loses nothing that was answered, and keeps whole batches behind it, without a hole", () => {
  const seen = { keptMore: 0, lostAll: 0 };
  for (let seed = 1; seed <= 1_000; seed++) {
    const bed = new SimulatedBed(seed), { ends, answered } = crashed(bed, []);
    const next = bed.open(), kept = next.nextSequence("a");
    const why = `seed ${seed}: ${answered} answered, ${kept} kept, batches end at ${ends}`;
    assert.ok(kept >= answered, why);
    assert.ok(kept === 0 || ends.includes(kept), why);
    const read = [...next.read("a", 0)];
    assert.deepEqual(read.map(({ outcome: _, ...entry }) => entry), entries(0, kept), why);
    assert.deepEqual(
      read.flatMap(({ outcome }) => outcome === undefined ? [] : [outcome.sequence]),
      ends.filter((end) => end <= kept).map((end) => end - 1),
      why,
    );
    if (kept > answered) seen.keptMore++;
    else if (ends.at(-1)! > answered) seen.lostAll++;
    // The next holder goes on where it ended.
    const lease = taken(next, NOW + 60_000);
    next.append(
      lease,
      { entries: entries(kept, kept + 1), outcomes: [] },
      (failure) => assert.equal(failure, undefined),
    );
    bed.settle();
    assert.deepEqual([...next.read("a", kept)], entries(kept, kept + 1), why);
  }
  assert.ok(seen.keptMore > 100 && seen.lostAll > 100, JSON.stringify(seen));
});

Deno.test("simulated journal: what a crash tore is on the disk, and dropped for its checksums alone", () => {
  let torn = 0, withCommit = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const bed = new SimulatedBed(seed), { store, lease } = began(bed);
    store.append(lease, { entries: entries(0, 3), outcomes: [] }, () => {});
    const tearing = bed.disk.torn.bind(bed.disk);
    bed.disk.torn = (write) => {
      const result = tearing(write);
      torn++;
      if (result.commit !== undefined) withCommit++;
      return result;
    };
    store.crash();
    const kept = bed.open().nextSequence("a");
    assert.ok(kept === 0 || kept === 3, `seed ${seed}: ${kept}`);
    assert.deepEqual([...bed.open().read("a", 0)], entries(0, kept));
  }
  assert.ok(torn > 50 && withCommit > 20, `${torn} torn, ${withCommit} of them with their commit`);
});

Deno.test("simulated journal: a crash keeps nothing of one whose session was taken", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const bed = new SimulatedBed(seed), { store, lease } = began(bed);
    store.append(lease, { entries: entries(0, 3), outcomes: [] }, () => assert.fail("it was answered"));
    const other = bed.open(), second = taken(other, NOW + 60_000);
    other.append(second, { entries: entries(0, 1), outcomes: [] }, () => {});
    store.crash();
    bed.settle();
    assert.deepEqual([...other.read("a", 0)], entries(0, 1), `seed ${seed}`);
    assert.throws(() => store.nextSequence("a"), /has crashed/);
  }
});

Deno.test("simulated journal: what was taken while a write was under way is fenced", () => {
  const bed = new SimulatedBed(1), { store, lease } = began(bed), answers: (string | undefined)[] = [];
  store.append(lease, { entries: entries(0, 3), outcomes: [] }, (failure) => answers.push(failure?.kind));
  taken(bed.open(), NOW + 60_000);
  bed.settle();
  assert.deepEqual(answers, ["fenced"]);
  assert.equal(bed.open().nextSequence("a"), 0);
});

Deno.test("simulated journal: where one write fails those that wait behind it do, and the caller goes on from what is there", () => {
  const kept = new Set<number>();
  for (let seed = 1; seed <= 40; seed++) {
    const bed = new SimulatedBed(seed),
      { store, lease } = began(bed),
      answers: (JournalFailure["kind"] | "kept")[] = [];
    const append = (from: number, to: number) =>
      store.append(
        lease,
        { entries: entries(from, to), outcomes: [] },
        (failure) => answers.push(failure?.kind ?? "kept"),
      );
    append(0, 2);
    bed.settle();
    bed.disk.failingFsyncs = 1;
    append(2, 5);
    append(5, 6);
    bed.settle();
    const next = store.nextSequence("a");
    kept.add(next);
    append(next, next + 1);
    bed.settle();
    assert.deepEqual(answers, ["kept", "broken", "broken", "kept"]);
    assert.deepEqual([...bed.open().read("a", 0)], entries(0, next + 1));
  }
  assert.deepEqual([...kept].sort(), [2, 5], "whether it was kept is left to chance");
});

Deno.test("simulated journal: a disk without any room gives no lease, and keeps those that are held", () => {
  const bed = new SimulatedBed(1), { store, lease } = began(bed);
  bed.disk.roomBytes = 0;
  assert.throws(() => bed.open().acquire("b", "two", NOW, 1_000), /no room left/);
  assert.equal(store.renew(lease, NOW), true);
});

/** A process that appends batches of 1 to 5 entries at random moments, each with an outcome of its last, and crashes at one. */
function crashed(bed: SimulatedBed, told: string[]): { ends: number[]; answered: number } {
  const { time, disk } = bed, { store, lease } = began(bed), { random } = disk, ends: number[] = [];
  let next = 0, answered = 0;
  const crashMs = random.uniform() * 20;
  while (time.nowMs < crashMs) {
    const to = next + random.integer(1, 5);
    const outcomes = [{ sequence: to - 1, statements: 1, equity: to, fingerprint: `f${to}` }];
    store.append(lease, { entries: entries(next, to), outcomes }, (failure) => {
      assert.equal(failure, undefined);
      answered = to;
      told.push(`${to} at ${time.nowMs}`);
    });
    ends.push(to);
    next = to;
    time.runTo(Math.min(crashMs, time.nowMs + random.uniform() * 2));
  }
  store.crash();
  bed.settle();
  return { ends, answered };
}

function bedWith(seed: number) {
  const bed = new SimulatedBed(seed);
  return { time: bed.time, disk: bed.disk, open: () => bed.open() };
}

function began(bed: SimulatedBed): { store: SimulatedJournal; lease: Lease } {
  const store = bed.open();
  return { store, lease: taken(store) };
}

function taken(store: SimulatedJournal, nowMs = NOW): Lease {
  const lease = store.acquire("a", `at ${nowMs}`, nowMs, 10_000);
  assert.ok("token" in lease);
  return lease;
}

function entries(from: number, to: number): JournalEntry[] {
  return Array.from({ length: to - from }, (_, i) => {
    const sequence = from + i;
    return { sequence, kind: "bars", atMs: NOW + sequence, body: JSON.stringify({ close: sequence * 1.1 }) };
  });
}
