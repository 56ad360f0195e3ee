import type { FeedEvent } from "../engine/live/feed_event.ts";
import type { FeedRequest, LiveFeed } from "../engine/live/live_feed.ts";
import type {
  JournalBatch,
  JournalFailure,
  JournalStore,
  Lease,
  LeaseRefusal,
  SessionSnapshot,
  StoredEntry,
} from "../engine/live/journal_store.ts";
import { filter } from "rxjs/internal/operators/filter";
import type { SimulatedDisk } from "./simulated_disk.ts";

/** Mistakes that are made on purpose, to see that the simulator finds them; each as a part that does it wrong. */
export const DEFECTS = {
  fill_twice: "on recovery the last input is acted on twice",
  snapshot_late: "a snapshot says that it holds one bar more than it does",
  gap_left: "what was missed is not fetched",
  lease_ignored: "a process goes on writing though another has taken its session",
  journal_after: "what was done is told before it is in the journal",
} as const;

/** One of {@link DEFECTS}. */
export type DefectName = keyof typeof DEFECTS;

/** A store with a defect in it; the store itself where the defect is none of its. */
export function defectiveStore(
  store: JournalStore,
  disk: SimulatedDisk,
  defect: DefectName | undefined,
): JournalStore {
  switch (defect) {
    case "fill_twice":
      return new ReadingTwice(store);
    case "snapshot_late":
      return new SnapshotsLate(store);
    case "lease_ignored":
      return new LeaseIgnored(store, disk);
    case "journal_after":
      return new AnswersEarly(store);
    default:
      return store;
  }
}

/** A feed with a defect in it. */
export function defectiveFeed(feed: LiveFeed, defect: DefectName | undefined): LiveFeed {
  return defect === "gap_left" ? new GapsLeft(feed) : feed;
}

/** Hands everything on to another store. */
class Through implements JournalStore {
  constructor(protected readonly store: JournalStore) {}

  sessions(): readonly string[] {
    return this.store.sessions();
  }

  acquire(sessionId: string, holder: string, nowMs: number, leaseMs: number): Lease | LeaseRefusal {
    return this.store.acquire(sessionId, holder, nowMs, leaseMs);
  }

  renew(lease: Lease, nowMs: number): boolean {
    return this.store.renew(lease, nowMs);
  }

  release(lease: Lease): void {
    this.store.release(lease);
  }

  append(lease: Lease, batch: JournalBatch, done: (failure?: JournalFailure) => void): void {
    this.store.append(lease, batch, done);
  }

  writeSnapshot(lease: Lease, snapshot: SessionSnapshot, done: (failure?: JournalFailure) => void): void {
    this.store.writeSnapshot(lease, snapshot, done);
  }

  snapshots(sessionId: string): Iterable<SessionSnapshot> {
    return this.store.snapshots(sessionId);
  }

  read(sessionId: string, fromSequence: number): Iterable<StoredEntry> {
    return this.store.read(sessionId, fromSequence);
  }

  nextSequence(sessionId: string): number {
    return this.store.nextSequence(sessionId);
  }
}

class ReadingTwice extends Through {
  override *read(sessionId: string, fromSequence: number): Generator<StoredEntry> {
    let last: StoredEntry | undefined;
    for (const entry of this.store.read(sessionId, fromSequence)) yield last = entry;
    // Without what came of it then, as it is where a crash came before that was written.
    if (last?.kind === "bars") yield { ...last, outcome: undefined };
  }
}

class SnapshotsLate extends Through {
  #held: { readonly lease: Lease; readonly snapshot: SessionSnapshot } | undefined;

  override append(lease: Lease, batch: JournalBatch, done: (failure?: JournalFailure) => void): void {
    this.store.append(lease, batch, (failure) => {
      const held = this.#held;
      this.#held = undefined;
      if (failure === undefined && held !== undefined && batch.entries.some(({ kind }) => kind === "bars")) {
        const { sequence } = batch.entries.at(-1)!;
        this.store.writeSnapshot(held.lease, { ...held.snapshot, sequence }, () => {});
      }
      done(failure);
    });
  }

  override writeSnapshot(
    lease: Lease,
    snapshot: SessionSnapshot,
    done: (failure?: JournalFailure) => void,
  ): void {
    this.#held = { lease, snapshot };
    done();
  }
}

class LeaseIgnored extends Through {
  readonly #disk: SimulatedDisk;

  constructor(store: JournalStore, disk: SimulatedDisk) {
    super(store);
    this.#disk = disk;
  }

  override acquire(sessionId: string, holder: string, nowMs: number, leaseMs: number): Lease | LeaseRefusal {
    const lease = this.store.acquire(sessionId, holder, nowMs, leaseMs);
    if (!("refusedBecause" in lease)) return lease;
    return { sessionId, holder, token: this.#disk.file(sessionId)!.token, leaseMs };
  }

  override renew(): boolean {
    return true;
  }

  override append(lease: Lease, batch: JournalBatch, done: (failure?: JournalFailure) => void): void {
    const file = this.#disk.file(lease.sessionId)!, first = this.store.nextSequence(lease.sessionId);
    file.holder ??= lease.holder;
    // It writes behind whatever the other has written.
    const shift = batch.entries.length > 0 ? first - batch.entries[0].sequence : 0;
    const moved = <Row extends { readonly sequence: number }>(rows: readonly Row[]) =>
      rows.map((row) => ({ ...row, sequence: row.sequence + shift }));
    this.store.append(
      { ...lease, token: file.token },
      { entries: moved(batch.entries), outcomes: moved(batch.outcomes) },
      done,
    );
  }
}

class AnswersEarly extends Through {
  override append(lease: Lease, batch: JournalBatch, done: (failure?: JournalFailure) => void): void {
    let isDone = false;
    this.store.append(lease, batch, (failure) => {
      if (failure !== undefined && !isDone) done(failure);
      isDone = true;
    });
    if (isDone) return;
    isDone = true;
    done();
  }
}

class GapsLeft implements LiveFeed {
  readonly #feed: LiveFeed;

  constructor(feed: LiveFeed) {
    this.#feed = feed;
  }

  get venue(): string {
    return this.#feed.venue;
  }

  get health(): LiveFeed["health"] {
    return this.#feed.health;
  }

  events(request: FeedRequest): ReturnType<LiveFeed["events"]> {
    const isTold = (event: FeedEvent) =>
      !(event.kind === "trade" && event.isBackfilled || event.kind === "bar" && event.origin === "backfill");
    return this.#feed.events(request).pipe(filter(isTold));
  }

  hasBars(timeframe: string): boolean {
    return this.#feed.hasBars(timeframe);
  }

  history(...given: Parameters<LiveFeed["history"]>): void {
    this.#feed.history(...given);
  }

  instruments(...given: Parameters<LiveFeed["instruments"]>): void {
    this.#feed.instruments(...given);
  }
}
