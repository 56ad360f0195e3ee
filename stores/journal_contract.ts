/** What every journal store must do, as cases that each store's tests run on it: `Deno.test(name, () => run(bed))`. */
import assert from "node:assert/strict";
import { LockstepError } from "../engine/error.ts";
import {
  type JournalBatch,
  JournalDamage,
  type JournalEntry,
  type JournalFailure,
  type JournalOutcome,
  type JournalStore,
  type Lease,
  type SessionSnapshot,
} from "../engine/live/journal_store.ts";

/** A disk on which a case runs. */
export interface JournalBed extends Disposable {
  /** The journals on it as a process of its own has them: each call is another process. */
  open(): JournalStore;
  /** Lets time pass until all that was appended is answered. */
  settle(): void;
  /** Flips a bit of what was kept. */
  damage(sessionId: string, part: "entry" | "outcome" | "snapshot", sequence: number): void;
  /** Takes an entry away. */
  lose(sessionId: string, sequence: number): void;
  /** Fills the disk, and makes room on it again. */
  fill?(): void;
  makeRoom?(): void;
}

/** Something that a store must do. */
export interface JournalCase {
  readonly name: string;
  readonly needsFullDisk?: true;
  run(bed: JournalBed): void;
}

const NOW = Date.UTC(2024, 0, 2), LEASE_MS = 10_000;

/** The cases. */
export const JOURNAL_CASES: readonly JournalCase[] = [
  {
    name: "a session that nobody has begun has no journal",
    run(bed) {
      const store = bed.open();
      assert.deepEqual(store.sessions(), []);
      assert.equal(store.nextSequence("a"), 0);
      assert.deepEqual([...store.read("a", 0)], []);
      assert.deepEqual([...store.snapshots("a")], []);
      assert.deepEqual(store.sessions(), [], "reading begins none");
    },
  },
  {
    name: "what was appended is read in order, by any process, from the beginning and from the middle",
    run(bed) {
      const store = bed.open(), lease = taken(store, "a");
      assert.equal(store.nextSequence("a"), 0);
      for (const [from, to] of [[0, 1], [1, 4], [4, 300], [300, 301]]) {
        append(bed, store, lease, batch(from, to));
      }
      assert.equal(store.nextSequence("a"), 301);
      for (const reader of [store, bed.open()]) {
        assert.equal(reader.nextSequence("a"), 301);
        assert.deepEqual([...reader.read("a", 0)], entries(0, 301));
        assert.deepEqual([...reader.read("a", 299)], entries(299, 301));
        assert.deepEqual([...reader.read("a", 301)], []);
        assert.deepEqual([...reader.read("a", 400)], []);
      }
    },
  },
  {
    name: "what is appended while it is read is read too, or not: nothing breaks",
    run(bed) {
      const store = bed.open(), lease = taken(store, "a");
      append(bed, store, lease, batch(0, 3));
      const reading = store.read("a", 0)[Symbol.iterator]();
      assert.deepEqual(reading.next().value, entry(0));
      append(bed, store, lease, batch(3, 5));
      const rest = [...{ [Symbol.iterator]: () => reading }];
      assert.deepEqual(rest, entries(1, 1 + rest.length));
      assert.ok(rest.length === 2 || rest.length === 4);
    },
  },
  {
    name: "batches that are handed over at once are kept and answered in order",
    run(bed) {
      const store = bed.open(), lease = taken(store, "a"), answers: string[] = [];
      for (let i = 0; i < 5; i++) {
        store.append(
          lease,
          batch(2 * i, 2 * i + 2),
          (failure) => answers.push(`${i} ${failure?.kind ?? "kept"}`),
        );
        assert.equal(store.nextSequence("a"), 2 * i + 2);
      }
      store.writeSnapshot(
        lease,
        snapshot(9),
        (failure) => answers.push(`snapshot ${failure?.kind ?? "kept"}`),
      );
      bed.settle();
      assert.deepEqual(answers, ["0 kept", "1 kept", "2 kept", "3 kept", "4 kept", "snapshot kept"]);
      assert.deepEqual([...bed.open().read("a", 0)], entries(0, 10));
    },
  },
  {
    name: "sessions are told oldest first, and each has its own journal",
    run(bed) {
      const store = bed.open(), names = ["c", "a", "b-2_X"];
      const leases = names.map((name, i) => taken(store, name, "one", NOW + i));
      leases.forEach((lease, i) => append(bed, store, lease, batch(0, i + 1)));
      assert.deepEqual(bed.open().sessions(), names);
      assert.deepEqual(names.map((name) => bed.open().nextSequence(name)), [1, 2, 3]);
      for (const wrong of ["", "../a", "a/b", "ä", "a b", "a.b", "a".repeat(101)]) {
        assert.throws(() => store.acquire(wrong, "one", NOW, LEASE_MS), LockstepError);
        assert.throws(() => store.nextSequence(wrong), LockstepError);
        assert.throws(() => [...store.read(wrong, 0)], LockstepError);
      }
      assert.deepEqual(bed.open().sessions(), names);
    },
  },
  {
    name:
      "a batch that leaves a hole, repeats something or can't be kept as it is is a defect, and nothing of it is kept",
    run(bed) {
      const store = bed.open(), lease = taken(store, "a");
      append(bed, store, lease, batch(0, 3, [outcome(1)]));
      const wrong: JournalBatch[] = [
        batch(4, 6),
        batch(2, 4),
        batch(0, 3),
        { entries: [entry(3), entry(5)], outcomes: [] },
        { entries: [entry(3), entry(3)], outcomes: [] },
        { entries: [entry(3), { ...entry(4), atMs: NaN }], outcomes: [] },
        { entries: [entry(3), { ...entry(4), body: "cut\0here" }], outcomes: [] },
        { entries: [entry(3), { ...entry(4), body: "half \ud83d" }], outcomes: [] },
        batch(3, 5, [outcome(5)]),
        batch(3, 5, [outcome(-1)]),
        batch(3, 5, [outcome(0.5)]),
        batch(3, 5, [outcome(1)]),
        batch(3, 5, [outcome(2), outcome(3), outcome(2)]),
        batch(3, 5, [{ ...outcome(2), statements: NaN }]),
      ];
      for (const each of wrong) {
        assert.throws(() => store.append(lease, each, () => assert.fail("it was answered")), RangeError);
      }
      bed.settle();
      assert.deepEqual([...bed.open().read("a", 0)], [
        entry(0),
        { ...entry(1), outcome: outcome(1) },
        entry(2),
      ]);
      append(bed, store, lease, batch(3, 5, [outcome(2), outcome(3)]));
      assert.equal(bed.open().nextSequence("a"), 5);
    },
  },
  {
    name:
      "outcomes come with their batch or later, in any order, and stand beside their entries, to the last bit",
    run(bed) {
      const store = bed.open(), lease = taken(store, "a");
      const odd = [
        { ...outcome(0), equity: 0.1 + 0.2 },
        { ...outcome(1), equity: -0 },
        { ...outcome(2), equity: NaN },
        { ...outcome(3), equity: -Infinity },
        { ...outcome(4), equity: Number.MIN_VALUE, statements: Number.MAX_SAFE_INTEGER, fingerprint: "" },
        { ...outcome(5), equity: 9_007_199_254_740_993 },
      ];
      append(bed, store, lease, batch(0, 4, [odd[0]]));
      append(bed, store, lease, batch(4, 7, [odd[3], odd[5]]));
      append(bed, store, lease, { entries: [], outcomes: [odd[4], odd[2], odd[1]] });
      const read = [...bed.open().read("a", 0)];
      assert.deepEqual(read, [...odd.map((outcome, i) => ({ ...entry(i), outcome })), entry(6)]);
      assert.ok(Object.is(read[1].outcome!.equity, -0));
    },
  },
  {
    name: "any text and any length comes back as it was",
    run(bed) {
      const bodies = [
        "",
        '{"text":"Zürich, 東京, 🦀, \\u0000"}',
        "\ufeff\ufffd\u2028\r\n\t'\"",
        JSON.stringify("é🦀".repeat(350_000)),
        `"${"x".repeat(5_000_000)}"`,
        "{}",
      ];
      const kept = bodies.map((body, i) => ({ ...entry(i), kind: i === 1 ? "ключ" : "command", body }));
      const store = bed.open(), lease = taken(store, "a");
      append(bed, store, lease, { entries: kept, outcomes: [] });
      append(bed, store, lease, { entries: [entry(6)], outcomes: [] });
      assert.deepEqual([...bed.open().read("a", 0)], [...kept, entry(6)]);
      store.writeSnapshot(lease, { ...snapshot(6), body: bodies[4] }, assertKept);
      bed.settle();
      assert.deepEqual([...bed.open().snapshots("a")], [{ ...snapshot(6), body: bodies[4] }]);
    },
  },
  {
    name: "snapshots come newest first, damaged ones are left out, and the oldest go",
    run(bed) {
      const store = bed.open(), lease = taken(store, "a");
      append(bed, store, lease, batch(0, 10));
      assert.throws(() => store.writeSnapshot(lease, snapshot(10), () => {}), RangeError);
      assert.throws(() => store.writeSnapshot(lease, snapshot(-1), () => {}), RangeError);
      const write = (each: SessionSnapshot) => {
        store.writeSnapshot(lease, each, assertKept);
        bed.settle();
      };
      for (const sequence of [1, 3, 5, 7]) write(snapshot(sequence));
      const sequences = () => [...bed.open().snapshots("a")].map(({ sequence }) => sequence);
      assert.deepEqual([...bed.open().snapshots("a")], [snapshot(7), snapshot(5), snapshot(3)]);
      bed.damage("a", "snapshot", 7);
      assert.deepEqual(sequences(), [5, 3]);
      bed.damage("a", "snapshot", 3);
      assert.deepEqual(sequences(), [5]);
      write({ ...snapshot(7), body: '"again"' });
      assert.deepEqual([...bed.open().snapshots("a")], [{ ...snapshot(7), body: '"again"' }, snapshot(5)]);
      write(snapshot(4)); // from an older snapshot, the newer being damaged: it must outlive them
      assert.deepEqual(sequences(), [7, 5, 4]);
    },
  },
  {
    name:
      "an entry or outcome that is damaged or missing is found at its sequence number, and what comes before it is read",
    run(bed) {
      const damages: [(sessionId: string) => void, at: number][] = [
        [(id) => bed.damage(id, "entry", 0), 0],
        [(id) => bed.damage(id, "entry", 321), 321],
        [(id) => bed.damage(id, "entry", 599), 599],
        [(id) => bed.damage(id, "outcome", 320), 320],
        [(id) => bed.lose(id, 0), 0],
        [(id) => bed.lose(id, 321), 321],
        [(id) => bed.lose(id, 599), 599],
      ];
      const store = bed.open();
      damages.forEach(([damage, at], i) => {
        const sessionId = `s${i}`, lease = taken(store, sessionId);
        append(bed, store, lease, batch(0, 600, [outcome(320)]));
        damage(sessionId);
        const kept = entries(0, at).map((each) =>
          each.sequence === 320 ? { ...each, outcome: outcome(320) } : each
        );
        assert.deepEqual(
          readUntilDamaged(bed.open(), sessionId, 0),
          { read: kept, damagedAt: at },
          sessionId,
        );
        const { damagedAt } = readUntilDamaged(bed.open(), sessionId, at);
        assert.equal(damagedAt, at, `${sessionId} from the damage on`);
      });
      // Behind the damage all is whole; the number before is looked at, since the next is chained to it.
      assert.deepEqual([...bed.open().read("s1", 322)].length, 600 - 322);
      assert.deepEqual(readUntilDamaged(bed.open(), "s5", 322), { read: [], damagedAt: 321 });
    },
  },
  {
    name: "a lease is one process's until it runs out or is let go of, and tokens grow",
    run(bed) {
      const one = bed.open(), two = bed.open(), lease = taken(one, "a", "one");
      assert.deepEqual(lease, { sessionId: "a", holder: "one", token: lease.token, leaseMs: LEASE_MS });
      const refusal = { refusedBecause: "Session a is run by one", holder: "one", untilMs: NOW + LEASE_MS };
      assert.deepEqual(two.acquire("a", "two", NOW + 1, LEASE_MS), refusal);
      assert.deepEqual(one.acquire("a", "one", NOW + 1, LEASE_MS), refusal, "nor by its holder again");
      assert.deepEqual(two.acquire("a", "two", NOW + LEASE_MS - 1, LEASE_MS), refusal);
      assert.equal(one.renew(lease, NOW + 5_000), true);
      assert.deepEqual(two.acquire("a", "two", NOW + 14_999, LEASE_MS), {
        ...refusal,
        untilMs: NOW + 15_000,
      });
      const second = taken(two, "a", "two", NOW + 15_000);
      assert.ok(second.token > lease.token);
      assert.equal(one.renew(lease, NOW + 15_001), false);
      assert.equal(two.renew(second, NOW + 15_001), true);
      one.release(lease); // isn't its to let go of
      assert.deepEqual(one.acquire("a", "one", NOW + 15_002, LEASE_MS), {
        refusedBecause: "Session a is run by two",
        holder: "two",
        untilMs: NOW + 15_001 + LEASE_MS,
      });
      two.release(second);
      assert.equal(two.renew(second, NOW + 15_002), false);
      const third = taken(one, "a", "one", NOW + 15_003);
      assert.ok(third.token > second.token);
      assert.throws(() => one.acquire("b", "one", NOW, 0), RangeError);
      assert.throws(() => one.acquire("b", "one", NaN, LEASE_MS), RangeError);
      assert.throws(() => one.acquire("b", "", NOW, LEASE_MS), RangeError);
    },
  },
  {
    name: "who held a session before changes nothing any more, and is told so",
    run(bed) {
      const one = bed.open(), two = bed.open(), first = taken(one, "a", "one");
      append(bed, one, first, batch(0, 2));
      assert.equal(one.renew(first, NOW + LEASE_MS), true, "its time is over, but nobody has taken it");
      const second = taken(two, "a", "two", NOW + 2 * LEASE_MS);
      const fenced: JournalFailure = {
        kind: "fenced",
        message: "Session a isn't this process's any more: two holds it now. Nothing of this was kept.",
      };
      assert.deepEqual(answerOf(bed, one, first, batch(2, 4)), fenced);
      append(bed, two, second, batch(2, 3));
      for (const each of [batch(2, 4), batch(3, 4), batch(7, 9)]) {
        assert.deepEqual(answerOf(bed, one, first, each), fenced, "whatever it appends");
      }
      let answer: JournalFailure | undefined;
      one.writeSnapshot(first, snapshot(1), (failure) => answer = failure);
      bed.settle();
      assert.deepEqual(answer, fenced);
      assert.deepEqual([...bed.open().read("a", 0)], entries(0, 3));
      assert.deepEqual([...bed.open().snapshots("a")], []);
      two.release(second);
      assert.equal(answerOf(bed, two, second, batch(3, 4))?.kind, "fenced", "nor who has let go of it");
      assert.equal(answerOf(bed, one, first, batch(3, 4))?.kind, "fenced");
      append(bed, one, taken(one, "a", "one", NOW + 2 * LEASE_MS), batch(3, 4));
      assert.deepEqual([...bed.open().read("a", 0)], entries(0, 4));
    },
  },
  {
    name: "a full disk is told, nothing is lost or kept by half, and it goes on when there is room",
    needsFullDisk: true,
    run(bed) {
      const store = bed.open(), lease = taken(store, "a");
      append(bed, store, lease, batch(0, 50, [outcome(3)]));
      bed.fill!();
      const large = {
        entries: entries(50, 52).map((each) => ({ ...each, body: JSON.stringify("x".repeat(900_000)) })),
        outcomes: [],
      };
      for (let tries = 0; tries < 3; tries++) {
        const failure = answerOf(bed, store, lease, large);
        assert.equal(failure?.kind, "full");
        assert.match(failure.message, /^There is no room left on the .*disk .*a\b.*\.$/);
        assert.equal(store.nextSequence("a"), 50);
      }
      assert.equal(store.renew(lease, NOW + 1_000), true, "the session is still its own");
      const kept = entries(0, 50).map((each) =>
        each.sequence === 3 ? { ...each, outcome: outcome(3) } : each
      );
      assert.deepEqual([...bed.open().read("a", 0)], kept);
      bed.makeRoom!();
      append(bed, store, lease, batch(50, 60));
      assert.deepEqual([...bed.open().read("a", 0)], [...kept, ...entries(50, 60)]);
    },
  },
];

function entry(sequence: number): JournalEntry {
  return {
    sequence,
    kind: sequence === 0 ? "open" : "bars",
    atMs: NOW + sequence + 0.25,
    body: JSON.stringify({ close: sequence * 1.1, note: "é🦀" }),
  };
}

function entries(from: number, to: number): JournalEntry[] {
  return Array.from({ length: to - from }, (_, i) => entry(from + i));
}

function batch(from: number, to: number, outcomes: JournalOutcome[] = []): JournalBatch {
  return { entries: entries(from, to), outcomes };
}

function outcome(sequence: number): JournalOutcome {
  return { sequence, statements: 3, equity: 100_000 + sequence / 7, fingerprint: `f${sequence}` };
}

function snapshot(sequence: number): SessionSnapshot {
  return { sequence, atMs: NOW + sequence, body: JSON.stringify({ after: sequence }) };
}

function taken(store: JournalStore, sessionId: string, holder = "one", nowMs = NOW): Lease {
  const lease = store.acquire(sessionId, holder, nowMs, LEASE_MS);
  assert.ok("token" in lease, `${sessionId} was refused`);
  return lease;
}

function answerOf(
  bed: JournalBed,
  store: JournalStore,
  lease: Lease,
  batch: JournalBatch,
): JournalFailure | undefined {
  const answers: (JournalFailure | undefined)[] = [];
  store.append(lease, batch, (failure) => answers.push(failure));
  bed.settle();
  assert.equal(answers.length, 1, "answered once");
  return answers[0];
}

function append(bed: JournalBed, store: JournalStore, lease: Lease, batch: JournalBatch): void {
  assertKept(answerOf(bed, store, lease, batch));
}

function assertKept(failure?: JournalFailure): void {
  assert.equal(failure, undefined);
}

function readUntilDamaged(store: JournalStore, sessionId: string, fromSequence: number) {
  const read: unknown[] = [];
  try {
    for (const each of store.read(sessionId, fromSequence)) read.push(each);
  } catch (error) {
    assert.ok(error instanceof JournalDamage);
    assert.equal(error.sessionId, sessionId);
    return { read, damagedAt: error.sequence };
  }
  return { read, damagedAt: undefined };
}
