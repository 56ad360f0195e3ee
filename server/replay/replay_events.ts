import { STATEMENT_KINDS, STATEMENT_ROW, type StatementKind } from "../../engine/desk/statements.ts";
import type { HeldRun } from "../../engine/held_run.ts";
import { ORDER_TYPES } from "../../engine/order.ts";
import type { ReplayEvent } from "../replay_messages.ts";

/** The stage that says each kind of thing. */
const STAGE_OF: Readonly<Record<StatementKind, ReplayEvent["stage"]>> = {
  signal: "signal",
  skipped: "signal",
  sized: "sizer",
  unsized: "sizer",
  approved: "risk",
  resized: "risk",
  refused: "risk",
  halted: "risk",
  submitted: "broker",
  filled: "broker",
  rejected: "broker",
  cancelled: "broker",
  expired: "broker",
  closed: "portfolio",
};

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
  return STAGE_OF[STATEMENT_KINDS[held.statements.get(row, STATEMENT_ROW.kind)]];
}

/** A statement's row as it is told to browsers; its number is that of the row. */
export function eventOfRow(held: HeldRun, row: number): ReplayEvent {
  const get = (column: keyof typeof STATEMENT_ROW) => held.statements.get(row, STATEMENT_ROW[column]);
  const kind = STATEMENT_KINDS[get("kind")], step = get("step"), reason = get("reason");
  const known = (column: keyof typeof STATEMENT_ROW) => {
    const value = get(column);
    return value === value ? value : undefined;
  };
  const isTrade = kind === "closed", type = known("orderType");
  return {
    sequence: row,
    step,
    timeMs: held.timeMs[step],
    instrumentIndex: Math.max(0, get("instrument")),
    stage: STAGE_OF[kind],
    kind,
    direction: known("direction"),
    strength: known("strength"),
    quantity: known("quantity"),
    askedQuantity: known("asked"),
    ...!isTrade && { price: known("price"), slippage: known("slippage") },
    fee: known("fee"),
    orderId: known("orderId"),
    signalId: known("signalId"),
    ...type !== undefined && { orderType: ORDER_TYPES[type] },
    limitPrice: known("limitPrice"),
    stopPrice: known("stopPrice"),
    ...isTrade && { profit: known("price"), returnPct: known("slippage") },
    ...reason === reason && { reason: held.reasons.text(reason) },
  };
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
