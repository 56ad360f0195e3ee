import {
  JournalDamage,
  type JournalEntry,
  type JournalOutcome,
  type StoredEntry,
} from "../engine/live/journal_store.ts";
import { entryChecksum, outcomeChecksum } from "./journal_checksum.ts";

/** An entry as it stands in a store, not yet believed. */
export interface KeptEntry extends JournalEntry {
  readonly checksum: number;
  readonly outcome?: KeptOutcome;
}

/** What came of it, likewise. */
export interface KeptOutcome {
  readonly statements: number;
  readonly equity: number;
  readonly fingerprint: string;
  readonly checksum: number;
}

/** A stretch of a journal. */
export interface JournalPage {
  /** In order, from the number that was asked for; fewer than there are where they would take too much memory at once. */
  readonly entries: readonly KeptEntry[];
  /** Why there are no more, where something is broken; else empty. */
  readonly problem: string;
  /** What the journal says of its own end: the number that comes next, and the checksum of the last entry. */
  readonly nextSequence: number;
  readonly lastChecksum: number;
}

/**
 * Entries from a sequence number on, each checked against its checksum, the one before and the journal's own end, a page at a time.
 * `previousChecksum` is that of the entry before the first that is asked for, taken as it stands. @throws JournalDamage.
 */
export function* checkedEntries(
  sessionId: string,
  fromSequence: number,
  previousChecksum: number,
  pageFrom: (sequence: number) => JournalPage,
): Generator<StoredEntry, void> {
  let next = fromSequence, previous = previousChecksum;
  for (;;) {
    const page = pageFrom(next);
    for (const kept of page.entries) {
      const { sequence, kind, atMs, body, checksum } = kept;
      if (sequence !== next) throw new JournalDamage(sessionId, next, "it is missing");
      const entry = { sequence, kind, atMs, body };
      if (entryChecksum(previous, entry) !== checksum) {
        throw new JournalDamage(sessionId, next, "its checksum is wrong");
      }
      yield kept.outcome === undefined
        ? entry
        : { ...entry, outcome: checkedOutcome(sessionId, next, kept.outcome) };
      previous = checksum;
      next++;
    }
    if (page.problem !== "") throw new JournalDamage(sessionId, next, page.problem);
    if (next < page.nextSequence) {
      if (page.entries.length === 0) throw new JournalDamage(sessionId, next, "it is missing");
      continue;
    }
    if (next === page.nextSequence && previous !== page.lastChecksum) {
      throw new JournalDamage(
        sessionId,
        Math.max(0, next - 1),
        "it isn't the one with which the journal ended",
      );
    }
    return;
  }
}

function checkedOutcome(sessionId: string, sequence: number, kept: KeptOutcome): JournalOutcome {
  const { statements, equity, fingerprint, checksum } = kept,
    outcome = { sequence, statements, equity, fingerprint };
  if (outcomeChecksum(outcome) === checksum) return outcome;
  throw new JournalDamage(sessionId, sequence, "the checksum of its outcome is wrong");
}
