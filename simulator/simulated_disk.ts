import type { Clock } from "../engine/live/outside.ts";
import type { JournalOutcome, SessionSnapshot } from "../engine/live/journal_store.ts";
import type { Random } from "../engine/random.ts";
import type { KeptEntry, KeptOutcome } from "../stores/checked_entries.ts";
import {
  CHECKSUM_BEFORE_FIRST,
  entryChecksum,
  outcomeChecksum,
  snapshotChecksum,
} from "../stores/journal_checksum.ts";
import { SNAPSHOTS_KEPT } from "../stores/journal_rules.ts";

/** A session's journal as it lies on the disk. */
export interface SimulatedFile {
  readonly createdMs: number;
  token: number;
  /** null where nobody has it. */
  holder: string | null;
  untilMs: number;
  nextSequence: number;
  lastChecksum: number;
  /** In order; what was damaged is damaged here. */
  readonly entries: KeptEntry[];
  readonly outcomes: Map<number, KeptOutcome>;
  /** In the order in which they were written. */
  readonly snapshots: KeptSnapshot[];
  /** What a crash left behind the last commit: not looked at yet. */
  readonly tail: LoggedWrite[];
}

/** A snapshot as it stands on the disk. */
export interface KeptSnapshot extends SessionSnapshot {
  readonly checksum: number;
}

/** What one transaction writes. It counts where all of it is there, with its commit at the end. */
export interface LoggedWrite {
  readonly entries: readonly KeptEntry[];
  readonly outcomes: readonly (KeptOutcome & JournalOutcome)[];
  readonly snapshot?: KeptSnapshot;
  readonly commit?: { readonly nextSequence: number; readonly lastChecksum: number };
}

/**
 * A disk that several simulated processes share, under virtual time and one seed. Its settings may be changed at any time: they are the faults.
 * A write counts with its fsync, which takes between half and one and a half times `fsyncMs`.
 */
export class SimulatedDisk {
  readonly clock: Clock;
  readonly random: Random;
  /** What an fsync takes on average. */
  fsyncMs = 1;
  /** What is left; a write for which it isn't enough fails as "full". */
  roomBytes = Infinity;
  /** So many fsyncs from now on fail. Whether what they were for is on the disk is left to chance, as it is with a real one. */
  failingFsyncs = 0;
  readonly #files = new Map<string, SimulatedFile>();

  constructor(clock: Clock, random: Random) {
    this.clock = clock;
    this.random = random;
  }

  /** Sessions that have a file, oldest first. */
  sessions(): string[] {
    return [...this.#files]
      .sort(([a, fileA], [b, fileB]) => fileA.createdMs - fileB.createdMs || (a < b ? -1 : 1))
      .map(([sessionId]) => sessionId);
  }

  /** The file of a session, brought up to the last write that is whole; undefined where there is none. */
  file(sessionId: string): SimulatedFile | undefined {
    const file = this.#files.get(sessionId);
    if (file !== undefined && file.tail.length > 0) this.#recover(file);
    return file;
  }

  /** Makes the file of a session. */
  make(sessionId: string, createdMs: number): SimulatedFile {
    const file: SimulatedFile = {
      createdMs,
      token: 0,
      holder: null,
      untilMs: createdMs,
      nextSequence: 0,
      lastChecksum: CHECKSUM_BEFORE_FIRST,
      entries: [],
      outcomes: new Map(),
      snapshots: [],
      tail: [],
    };
    this.#files.set(sessionId, file);
    return file;
  }

  /** Writes for good. */
  apply(file: SimulatedFile, write: LoggedWrite): void {
    this.roomBytes -= bytesOf(write);
    for (const entry of write.entries) file.entries.push(entry);
    for (const { sequence, ...outcome } of write.outcomes) file.outcomes.set(sequence, outcome);
    const { snapshot } = write, { snapshots } = file;
    if (snapshot !== undefined) {
      const same = snapshots.findIndex(({ sequence }) => sequence === snapshot.sequence);
      if (same >= 0) this.#removeSnapshot(file, same);
      snapshots.push(snapshot);
      if (snapshots.length > SNAPSHOTS_KEPT) this.#removeSnapshot(file, 0);
    }
    file.nextSequence = write.commit!.nextSequence;
    file.lastChecksum = write.commit!.lastChecksum;
  }

  /** A write that was torn: its end is missing, or, since disks don't write in order, something within it is wrong. */
  torn(write: LoggedWrite): LoggedWrite {
    const { random } = this, { entries, outcomes, snapshot } = write;
    const parts = entries.length + outcomes.length + (snapshot === undefined ? 0 : 1);
    const hit = random.integer(0, parts), { commit, ...begin } = write;
    if (hit === parts || random.uniform() < 0.5) {
      return {
        entries: entries.slice(0, hit),
        outcomes: outcomes.slice(0, Math.max(0, hit - entries.length)),
      };
    }
    if (hit < entries.length) {
      return { ...begin, commit, entries: entries.with(hit, flipped(entries[hit], "body", random)) };
    }
    const at = hit - entries.length;
    if (at < outcomes.length) {
      return { ...begin, commit, outcomes: outcomes.with(at, flipped(outcomes[at], "fingerprint", random)) };
    }
    return { ...begin, commit, snapshot: flipped(snapshot!, "body", random) };
  }

  /** Flips a bit of what stands on the disk. @throws RangeError where it isn't there. */
  damage(sessionId: string, part: "entry" | "outcome" | "snapshot", sequence: number): void {
    const file = this.#existing(sessionId), { random } = this;
    const at = indexOf(part === "snapshot" ? file.snapshots : file.entries, sequence);
    if (part === "entry") file.entries[at] = flipped(file.entries[at], "body", random);
    else if (part === "snapshot") file.snapshots[at] = flipped(file.snapshots[at], "body", random);
    else {
      const outcome = file.outcomes.get(sequence);
      if (outcome === undefined) throw new RangeError(`Entry ${sequence} has no outcome`);
      file.outcomes.set(sequence, flipped(outcome, "fingerprint", random));
    }
  }

  /** Takes an entry away. @throws RangeError where it isn't there. */
  lose(sessionId: string, sequence: number): void {
    const { entries } = this.#existing(sessionId);
    entries.splice(indexOf(entries, sequence), 1);
  }

  /** Takes up what a crash left, as far as it is whole. */
  #recover(file: SimulatedFile): void {
    for (const write of file.tail.splice(0)) {
      if (!isWhole(write, file)) return;
      this.apply(file, write);
    }
  }

  #existing(sessionId: string): SimulatedFile {
    const file = this.file(sessionId);
    if (file === undefined) throw new RangeError(`There is no session ${sessionId} on the simulated disk`);
    return file;
  }

  #removeSnapshot(file: SimulatedFile, at: number): void {
    const [{ body }] = file.snapshots.splice(at, 1);
    this.roomBytes += body.length + ROW_BYTES;
  }
}

const ROW_BYTES = 40;

/** What a write takes on the disk. */
export function bytesOf({ entries, outcomes, snapshot }: LoggedWrite): number {
  let bytes = snapshot === undefined ? 0 : snapshot.body.length + ROW_BYTES;
  for (const { kind, body } of entries) bytes += kind.length + body.length + ROW_BYTES;
  for (const { fingerprint } of outcomes) bytes += fingerprint.length + ROW_BYTES;
  return bytes;
}

/** Whether all of a write is there, and follows what the file ends with. */
function isWhole({ entries, outcomes, snapshot, commit }: LoggedWrite, file: SimulatedFile): boolean {
  if (commit === undefined || commit.nextSequence !== file.nextSequence + entries.length) return false;
  let checksum = file.lastChecksum;
  for (const entry of entries) {
    checksum = entryChecksum(checksum, entry);
    if (entry.checksum !== checksum) return false;
  }
  return checksum === commit.lastChecksum &&
    outcomes.every((outcome) => outcomeChecksum(outcome) === outcome.checksum) &&
    (snapshot === undefined || snapshotChecksum(snapshot) === snapshot.checksum);
}

function indexOf(rows: readonly { readonly sequence: number }[], sequence: number): number {
  const at = rows.findIndex((row) => row.sequence === sequence);
  if (at < 0) throw new RangeError(`There is nothing of sequence number ${sequence} on the simulated disk`);
  return at;
}

/** One bit of its text is another; of its checksum where the text is empty. */
function flipped<Row extends { readonly checksum: number }, Name extends keyof Row>(
  row: Row,
  name: Name,
  random: Random,
): Row {
  const text = String(row[name]);
  if (text === "") return { ...row, checksum: (row.checksum ^ 1 << random.integer(0, 31)) >>> 0 };
  const at = random.integer(0, text.length - 1), unit = text.charCodeAt(at) ^ 1 << random.integer(0, 6);
  return { ...row, [name]: text.slice(0, at) + String.fromCharCode(unit) + text.slice(at + 1) };
}
