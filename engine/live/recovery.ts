import { reasonOf } from "../part_failure.ts";
import type { JournalOutcome, JournalStore } from "./journal_store.ts";
import type { SessionCore, SessionTold } from "./session_core.ts";
import { readInput, type SessionInput } from "./session_input.ts";

/** A session made again from its journal. */
export interface Recovered {
  readonly core: SessionCore;
  /** Sequence number of the next input. */
  readonly nextSequence: number;
  /** Where what it did then isn't what it does now, in words; none is the rule. */
  readonly differences: readonly string[];
}

/** How a journal is read again. */
export interface RecoverOptions {
  /** Whether to begin with its first input, though there are snapshots. */
  readonly fromBeginning?: boolean;
  /**
   * How many of the last inputs are looked at again at least, or all where there are fewer: a snapshot that is newer is passed over. Only what
   * is taken again shows that a strategy has become another one.
   */
  readonly inputsLeast?: number;
  /** Only inputs before this one. */
  readonly untilSequence?: number;
  /** Told of each input, what came of it now, and when it came then (UTC epoch milliseconds). */
  onInput?(sequence: number, input: SessionInput, told: SessionTold, atMs: number): void;
}

/**
 * Makes a session again: its newest snapshot, and the inputs since. What comes of each is compared with what was recorded when it was live.
 * @throws JournalDamage where the journal can't be read.
 */
export function recover(
  store: JournalStore,
  sessionId: string,
  makeCore: () => SessionCore,
  { fromBeginning = false, inputsLeast = 0, untilSequence = Infinity, onInput }: RecoverOptions = {},
): Recovered {
  let core = makeCore(), from = 0;
  if (!fromBeginning) {
    const newestSequence = store.nextSequence(sessionId) - 1 - inputsLeast;
    for (const { sequence, body } of store.snapshots(sessionId)) {
      if (sequence > newestSequence) continue;
      try {
        core.restore(body);
        from = sequence + 1;
        break;
      } catch {
        core = makeCore(); // of another version, or damaged: an older one will do
      }
    }
  }
  const givenUp = new Map<number, string>();
  for (const { kind, sequence, body } of store.read(sessionId, from)) {
    if (kind !== "failed") continue;
    const input = readInput(body, `Entry ${sequence} of session ${sessionId}`);
    if (input.kind === "failed") givenUp.set(input.sequence, input.reason);
  }
  const differences: string[] = [];
  let nextSequence = from;
  for (const { sequence, atMs, body, outcome } of store.read(sessionId, from)) {
    if (sequence >= untilSequence) break;
    const input = readInput(body, `Entry ${sequence} of session ${sessionId}`);
    const reason = givenUp.get(sequence);
    if (reason !== undefined) core.giveUpStrategy(reason);
    nextSequence = sequence + 1;
    let told: SessionTold;
    try {
      told = core.take(input);
    } catch (error) {
      differences.push(`input ${sequence} (${input.kind}) fails now: ${reasonOf(error)}`);
      break;
    }
    onInput?.(sequence, input, told, atMs);
    if (outcome !== undefined && !isSame(outcome, told)) differences.push(inWords(input, outcome, told));
  }
  return { core, nextSequence, differences };
}

function isSame(outcome: JournalOutcome, told: SessionTold): boolean {
  return outcome.fingerprint === told.fingerprint && Object.is(outcome.equity, told.equity) &&
    outcome.statements === told.statements;
}

function inWords({ kind }: SessionInput, { sequence, ...then }: JournalOutcome, now: SessionTold): string {
  const what = then.statements !== now.statements
    ? `${then.statements} statements then, ${now.statements} now`
    : !Object.is(then.equity, now.equity)
    ? `equity ${then.equity} then, ${now.equity} now`
    : "the same number of statements and the same equity, but not the same to the last bit";
  return `input ${sequence} (${kind}) led to something else: ${what}`;
}
