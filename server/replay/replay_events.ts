import { deskEvent, stageOf } from "../../engine/desk/desk_event.ts";
import { STATEMENT_KINDS, STATEMENT_ROW, type StatementKind } from "../../engine/desk/statements.ts";
import type { HeldRun } from "../../engine/held_run.ts";
import type { ReplayEvent } from "../replay_messages.ts";

/** What a browser must never miss. */
export const NEVER_MISSED: readonly StatementKind[] = [
  "filled",
  "closed",
  "refused",
  "rejected",
  "unsized",
  "halted",
];
const isNeverMissed = STATEMENT_KINDS.map((kind) => NEVER_MISSED.includes(kind));

/** Whether a statement's row tells of something that a browser must never miss. */
export function mustBeTold(held: HeldRun, row: number): boolean {
  return isNeverMissed[held.statements.get(row, STATEMENT_ROW.kind)];
}

/** The stage that said what a row tells. */
export function stageOfRow(held: HeldRun, row: number): ReplayEvent["stage"] {
  return stageOf(held.statements, row);
}

/** A statement's row as it is told to browsers; its number is that of the row. */
export function eventOfRow(held: HeldRun, row: number): ReplayEvent {
  const step = held.statements.get(row, STATEMENT_ROW.step);
  return { sequence: row, ...deskEvent(held.statements, row, held.reasons, step, held.timeMs[step]) };
}

/** The first row whose step is at or after `step`. */
export function rowAtStep(held: HeldRun, step: number): number {
  let low = 0, high = held.statements.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (held.statements.get(middle, STATEMENT_ROW.step) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}
