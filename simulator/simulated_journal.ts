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
import { checkedEntries, type JournalPage, type KeptEntry } from "../stores/checked_entries.ts";
import {
  CHECKSUM_BEFORE_FIRST,
  entryChecksum,
  outcomeChecksum,
  snapshotChecksum,
} from "../stores/journal_checksum.ts";
import {
  checkBatch,
  checkLease,
  checkSessionId,
  checkSnapshot,
  fencedFailure,
  isHeld,
  refuseRepeatedOutcome,
} from "../stores/journal_rules.ts";
import { bytesOf, type LoggedWrite, type SimulatedDisk, type SimulatedFile } from "./simulated_disk.ts";

const PAGE_ROWS = 256;

/** Something handed over to be written. */
interface Waiting {
  readonly lease: Lease;
  readonly batch?: JournalBatch;
  readonly snapshot?: SessionSnapshot;
  readonly done: (failure?: JournalFailure) => void;
}

/** What a process has still to write of a session, in order; the first is under way. */
interface Queue {
  readonly waiting: Waiting[];
  /** Takes back the timer of the one under way. */
  cancel: (() => void) | undefined;
}

/**
 * The journals of one simulated process on a {@link SimulatedDisk}, under the contract of `SqliteJournal` and with its rules. What is appended
 * counts, and is answered, when its fsync has come back; until then a crash of the process may lose it.
 *
 * A crash loses what wasn't answered, or all of it behind some batch: a commit may reach the disk before its acknowledgement reaches the process.
 * It never keeps half a batch, since SQLite's transactions don't either (https://sqlite.org/atomiccommit.html): what is half written stands
 * on the disk, is found by its checksums when the file is opened next, and is dropped with all that follows.
 */
export class SimulatedJournal implements JournalStore {
  readonly #disk: SimulatedDisk;
  readonly #queues = new Map<string, Queue>();
  #hasCrashed = false;

  constructor(disk: SimulatedDisk) {
    this.#disk = disk;
  }

  sessions(): readonly string[] {
    return this.#running.sessions();
  }

  acquire(sessionId: string, holder: string, nowMs: number, leaseMs: number): Lease | LeaseRefusal {
    checkLease(sessionId, holder, nowMs, leaseMs);
    const disk = this.#running;
    if (disk.roomBytes <= 0) throw new LockstepError(fullFailure(sessionId).message);
    const file = disk.file(sessionId) ?? disk.make(sessionId, nowMs);
    if (file.holder !== null && isHeld(file.untilMs, nowMs, leaseMs)) {
      return {
        refusedBecause: `Session ${sessionId} is run by ${file.holder}`,
        holder: file.holder,
        untilMs: file.untilMs,
      };
    }
    file.holder = holder;
    file.untilMs = nowMs + leaseMs;
    return { sessionId, holder, token: ++file.token, leaseMs };
  }

  renew(lease: Lease, nowMs: number): boolean {
    const file = this.#running.file(lease.sessionId);
    if (!holds(file, lease)) return false;
    if (this.#disk.roomBytes > 0) file.untilMs = nowMs + lease.leaseMs;
    return true;
  }

  /** What still waits to be written is lost with it. */
  release(lease: Lease): void {
    const file = this.#running.file(lease.sessionId);
    if (holds(file, lease)) file.holder = null;
  }

  append(lease: Lease, batch: JournalBatch, done: (failure?: JournalFailure) => void): void {
    const { sessionId } = lease, file = this.#running.file(sessionId);
    if (holds(file, lease)) {
      checkBatch(sessionId, batch, this.nextSequence(sessionId));
      this.#checkOutcomes(file, lease, batch);
    }
    this.#write({ lease, batch, done });
  }

  writeSnapshot(lease: Lease, snapshot: SessionSnapshot, done: (failure?: JournalFailure) => void): void {
    const { sessionId } = lease, file = this.#running.file(sessionId);
    if (holds(file, lease)) checkSnapshot(sessionId, snapshot, this.nextSequence(sessionId));
    this.#write({ lease, snapshot, done });
  }

  *snapshots(sessionId: string): Generator<SessionSnapshot, void> {
    checkSessionId(sessionId);
    const kept = this.#running.file(sessionId)?.snapshots ?? [];
    for (const { checksum, ...snapshot } of kept.toSorted((a, b) => b.sequence - a.sequence)) {
      if (snapshotChecksum(snapshot) === checksum) yield snapshot;
    }
  }

  *read(sessionId: string, fromSequence: number): Generator<StoredEntry, void> {
    checkSessionId(sessionId);
    const file = this.#running.file(sessionId);
    if (file === undefined || fromSequence > file.nextSequence) return;
    const before = fromSequence === 0
      ? CHECKSUM_BEFORE_FIRST
      : file.entries[rowOf(file, fromSequence - 1)]?.checksum;
    if (before === undefined) throw new JournalDamage(sessionId, fromSequence - 1, "it is missing");
    yield* checkedEntries(sessionId, fromSequence, before, (sequence) => page(file, sequence));
  }

  nextSequence(sessionId: string): number {
    checkSessionId(sessionId);
    const file = this.#running.file(sessionId);
    if (file === undefined) return 0;
    let next = file.nextSequence;
    for (const { lease, batch } of this.#queues.get(sessionId)?.waiting ?? []) {
      if (holds(file, lease)) next += batch?.entries.length ?? 0;
    }
    return next;
  }

  /** Ends the process: nothing is answered any more, and this must not be used again. */
  crash(): void {
    const { random } = this.#running;
    this.#hasCrashed = true;
    for (const [sessionId, { waiting, cancel }] of this.#queues) {
      cancel?.();
      const file = this.#disk.file(sessionId), held = waiting.filter(({ lease }) => holds(file, lease));
      if (file === undefined || held.length === 0) continue;
      const reached = random.integer(0, held.length), isTorn = random.uniform() < 0.5;
      let end: SimulatedEnd = file, roomBytes = this.#disk.roomBytes;
      for (let i = 0; i < held.length && i < reached + (isTorn ? 1 : 0); i++) {
        const write = logged(held[i], end);
        roomBytes -= bytesOf(write);
        if (roomBytes < 0) break;
        file.tail.push(i < reached ? write : this.#disk.torn(write));
        end = write.commit!;
      }
    }
    this.#queues.clear();
  }

  #write(waiting: Waiting): void {
    const { sessionId } = waiting.lease;
    let queue = this.#queues.get(sessionId);
    if (queue === undefined) this.#queues.set(sessionId, queue = { waiting: [], cancel: undefined });
    queue.waiting.push(waiting);
    if (queue.waiting.length === 1) this.#begin(sessionId, queue);
  }

  #begin(sessionId: string, queue: Queue): void {
    const { clock, random, fsyncMs } = this.#disk;
    queue.cancel = clock.after(fsyncMs * (0.5 + random.uniform()), () => this.#end(sessionId, queue));
  }

  #end(sessionId: string, queue: Queue): void {
    const { waiting } = queue, first = waiting.shift()!, { lease } = first;
    const failure = this.#commit(sessionId, first);
    // What stands behind it under the same lease would leave a hole.
    const failed = failure === undefined ? [] : waiting.filter((each) => each.lease.token === lease.token);
    if (failed.length > 0) {
      waiting.splice(0, waiting.length, ...waiting.filter((each) => !failed.includes(each)));
    }
    queue.cancel = undefined;
    if (waiting.length > 0) this.#begin(sessionId, queue);
    else this.#queues.delete(sessionId);
    for (const { done } of [first, ...failed]) {
      if (this.#hasCrashed) return; // what was called crashed it
      done(failure);
    }
  }

  #commit(sessionId: string, waiting: Waiting): JournalFailure | undefined {
    const disk = this.#disk, file = disk.file(sessionId), holder = file?.holder ?? null;
    if (!holds(file, waiting.lease)) return fencedFailure(sessionId, holder);
    const write = logged(waiting, file);
    if (bytesOf(write) > disk.roomBytes) return fullFailure(sessionId);
    const fails = disk.failingFsyncs > 0;
    if (fails) disk.failingFsyncs--;
    if (!fails || disk.random.uniform() < 0.5) disk.apply(file, write);
    return fails
      ? { kind: "broken", message: `The simulated disk failed to write session ${sessionId}.` }
      : undefined;
  }

  #checkOutcomes(file: SimulatedFile, lease: Lease, { outcomes }: JournalBatch): void {
    const waiting = (this.#queues.get(lease.sessionId)?.waiting ?? []).filter((each) =>
      holds(file, each.lease)
    );
    const seen = new Set(
      waiting.flatMap(({ batch }) => batch?.outcomes.map(({ sequence }) => sequence) ?? []),
    );
    for (const { sequence } of outcomes) {
      if (seen.has(sequence) || file.outcomes.has(sequence)) refuseRepeatedOutcome(lease.sessionId);
      seen.add(sequence);
    }
  }

  /** The disk, of a process that runs. */
  get #running(): SimulatedDisk {
    if (this.#hasCrashed) throw new Error("The simulated process has crashed: it can do nothing any more");
    return this.#disk;
  }
}

/** Where a file's entries end. */
type SimulatedEnd = Pick<SimulatedFile, "nextSequence" | "lastChecksum">;

function holds(file: SimulatedFile | undefined, lease: Lease): file is SimulatedFile {
  return file !== undefined && file.token === lease.token && file.holder !== null;
}

/** What is written to the disk for it, behind what the file ends with. */
function logged({ batch, snapshot }: Waiting, { nextSequence, lastChecksum }: SimulatedEnd): LoggedWrite {
  let checksum = lastChecksum;
  const entries: KeptEntry[] = (batch?.entries ?? []).map(({ sequence, kind, atMs, body }) => {
    const entry = { sequence, kind, atMs: atMs + 0, body };
    return { ...entry, checksum: checksum = entryChecksum(checksum, entry) };
  });
  return {
    entries,
    outcomes: (batch?.outcomes ?? []).map((outcome) => {
      const { sequence, statements, equity, fingerprint } = outcome;
      return { sequence, statements, equity, fingerprint, checksum: outcomeChecksum(outcome) };
    }),
    ...snapshot !== undefined && {
      snapshot: {
        sequence: snapshot.sequence,
        atMs: snapshot.atMs,
        body: snapshot.body,
        checksum: snapshotChecksum(snapshot),
      },
    },
    commit: { nextSequence: nextSequence + entries.length, lastChecksum: checksum },
  };
}

function page(file: SimulatedFile, fromSequence: number): JournalPage {
  const { entries, outcomes, nextSequence, lastChecksum } = file, from = rowAtOrAfter(file, fromSequence);
  return {
    entries: entries.slice(from, from + PAGE_ROWS).map((entry) => {
      const outcome = outcomes.get(entry.sequence);
      return outcome === undefined ? entry : { ...entry, outcome };
    }),
    problem: "",
    nextSequence,
    lastChecksum,
  };
}

/** −1 where it is missing. */
function rowOf(file: SimulatedFile, sequence: number): number {
  const row = rowAtOrAfter(file, sequence);
  return file.entries[row]?.sequence === sequence ? row : -1;
}

/** Rows before it may be missing, so that it stands there or earlier. */
function rowAtOrAfter({ entries }: SimulatedFile, sequence: number): number {
  let row = Math.min(sequence, entries.length);
  while (row > 0 && entries[row - 1].sequence >= sequence) row--;
  return row;
}

function fullFailure(sessionId: string): JournalFailure {
  return { kind: "full", message: `There is no room left on the simulated disk for session ${sessionId}.` };
}
