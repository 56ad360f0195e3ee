import { ORDER_TYPES } from "../order.ts";
import type { Reasons } from "../reasons.ts";
import type { RecordLog } from "../record_log.ts";
import { STATEMENT_KINDS, STATEMENT_ROW, type StatementKind } from "./statements.ts";

/** The stages of the pipeline that say something about a bar. */
export type DeskStage = "signal" | "sizer" | "risk" | "broker" | "portfolio";

/** What a part of the desk said, as a person or a browser is told. A figure that there isn't is left out. */
export interface DeskEvent {
  /** The step of the bar at which it happened, counted from 0, and its close time. */
  readonly step: number;
  readonly timeMs: number;
  readonly instrumentIndex: number;
  readonly stage: DeskStage;
  readonly kind: StatementKind;
  /** +1 long or bought, −1 short or sold, 0 flat. */
  readonly direction?: number;
  readonly strength?: number;
  readonly quantity?: number;
  /** Units before a rule took some away. */
  readonly askedQuantity?: number;
  /** Of a fill: what was paid, slippage included. */
  readonly price?: number;
  readonly fee?: number;
  readonly slippage?: number;
  readonly orderId?: number;
  readonly signalId?: number;
  readonly orderType?: "market" | "limit" | "stop" | "stop_limit";
  readonly limitPrice?: number;
  readonly stopPrice?: number;
  /** Of a closed trade, after fees, in currency and in percent of what was put in. */
  readonly profit?: number;
  readonly returnPct?: number;
  /** In words: why it was refused, what the signal says, which rule closed it. */
  readonly reason?: string;
}

/** The stage that says each kind of thing. */
const STAGE_OF: Readonly<Record<StatementKind, DeskStage>> = {
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

/** The stage that said what a row of statements tells. */
export function stageOf(rows: RecordLog, row: number): DeskStage {
  return STAGE_OF[STATEMENT_KINDS[rows.get(row, STATEMENT_ROW.kind)]];
}

/** A row of statements as a person is told; `step` and `timeMs` as the caller counts them. */
export function deskEvent(
  rows: RecordLog,
  row: number,
  reasons: Reasons,
  step: number,
  timeMs: number,
): DeskEvent {
  const get = (column: keyof typeof STATEMENT_ROW) => rows.get(row, STATEMENT_ROW[column]);
  const kind = STATEMENT_KINDS[get("kind")], reason = get("reason");
  const known = (column: keyof typeof STATEMENT_ROW) => {
    const value = get(column);
    return value === value ? value : undefined;
  };
  const isTrade = kind === "closed", type = known("orderType");
  return {
    step,
    timeMs,
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
    ...reason === reason && { reason: reasons.text(reason) },
  };
}
