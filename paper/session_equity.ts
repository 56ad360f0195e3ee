import type { JournalStore } from "../engine/live/journal_store.ts";
import { barsOfColumns, readInput } from "../engine/live/session_input.ts";

/** Equity at a bar's close. */
export interface EquityAtClose {
  readonly timeMs: number;
  readonly equity: number;
}

/** What a session's equity was at each bar's close, as its journal has it: nothing is computed anew, and what has no outcome yet is left out. */
export function* sessionEquity(store: JournalStore, sessionId: string): Generator<EquityAtClose> {
  for (const { kind, body, sequence, outcome } of store.read(sessionId, 0)) {
    if (kind !== "bars" || outcome === undefined) continue;
    const input = readInput(body, `Entry ${sequence} of session ${sessionId}`);
    if (input.kind !== "bars") continue;
    const timeMs = Math.max(
      ...input.bars.map((columns) => barsOfColumns(columns).closeTimeMs.at(-1) ?? -Infinity),
    );
    if (Number.isFinite(timeMs)) yield { timeMs, equity: outcome.equity };
  }
}
