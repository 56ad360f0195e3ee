import type { Order } from "../order.ts";
import { Reasons } from "../reasons.ts";
import { RecordLog } from "../record_log.ts";
import type { Lane } from "./lane.ts";

/** What a part of the desk can say, in the order of the pipeline. The number is how rows carry it. */
export const STATEMENT_KINDS = [
  "signal",
  "skipped",
  "sized",
  "unsized",
  "approved",
  "resized",
  "refused",
  "submitted",
  "filled",
  "rejected",
  "cancelled",
  "expired",
  "closed",
  "halted",
] as const;
/** One of {@link STATEMENT_KINDS}. */
export type StatementKind = typeof STATEMENT_KINDS[number];

/** Columns of a row of {@link Statements}. What a statement doesn't have is NaN; `instrument` is −1 where it is about all of them. */
export const STATEMENT_ROW = {
  /** Step within the frame. */
  step: 0,
  kind: 1,
  instrument: 2,
  signalId: 3,
  orderId: 4,
  /** +1 long or bought, −1 short or sold, 0 flat. */
  direction: 5,
  strength: 6,
  quantity: 7,
  /** Units before a rule took some away. */
  asked: 8,
  /** Of a fill; a closed trade's profit after fees. */
  price: 9,
  limitPrice: 10,
  stopPrice: 11,
  fee: 12,
  /** Of a fill, in currency; a closed trade's return in percent of what was put in. */
  slippage: 13,
  orderType: 14,
  reason: 15,
} as const;
/** Numbers in a row of {@link Statements}. */
export const STATEMENT_ROW_WIDTH = 16;

const [
  SIGNAL,
  SKIPPED,
  SIZED,
  UNSIZED,
  APPROVED,
  RESIZED,
  REFUSED,
  SUBMITTED,
  FILLED,
  REJECTED,
  CANCELLED,
  EXPIRED,
  CLOSED,
  HALTED,
] = STATEMENT_KINDS.keys();

/** Statement by an order's status. */
const ENDS = [SUBMITTED, FILLED, REJECTED, CANCELLED, EXPIRED];

/**
 * What every part of a desk said, row by row in the order in which it was said: what a replay shows beside its chart. A desk keeps one only
 * where it is asked to, so that a backtest doesn't pay for it.
 */
export class Statements {
  /** Rows of the frame in hand. */
  readonly rows = new RecordLog(STATEMENT_ROW_WIDTH);
  /** Reasons by the numbers in these rows. A table of their own: keeping statements must not change how the desk numbers its reasons. */
  readonly reasons = new Reasons();
  /** The step in hand: kept by the desk. */
  step = 0;

  signal(lane: Lane, signalId: number, direction: number, strength: number, reason: string): void {
    const at = this.#ofSignal(SIGNAL, lane.index, signalId, direction, reason);
    this.rows.data[at + STATEMENT_ROW.strength] = strength;
  }

  skipped(lane: Lane, signalId: number, direction: number, reason: string): void {
    this.#ofSignal(SKIPPED, lane.index, signalId, direction, reason);
  }

  unsized(lane: Lane, signalId: number, direction: number, reason: string): void {
    this.#ofSignal(UNSIZED, lane.index, signalId, direction, reason);
  }

  sized(lane: Lane, signalId: number, direction: number, quantity: number): void {
    const at = this.#ofSignal(SIZED, lane.index, signalId, direction, "");
    this.rows.data[at + STATEMENT_ROW.quantity] = quantity;
  }

  approved(lane: Lane, signalId: number, direction: number, quantity: number): void {
    const at = this.#ofSignal(APPROVED, lane.index, signalId, direction, "");
    this.rows.data[at + STATEMENT_ROW.quantity] = quantity;
  }

  resized(
    lane: Lane,
    signalId: number,
    direction: number,
    asked: number,
    left: number,
    reason: string,
  ): void {
    const at = this.#ofSignal(RESIZED, lane.index, signalId, direction, reason), { data } = this.rows;
    data[at + STATEMENT_ROW.asked] = asked;
    data[at + STATEMENT_ROW.quantity] = left;
  }

  refused(lane: Lane, signalId: number, direction: number, asked: number, reason: string): void {
    const at = this.#ofSignal(REFUSED, lane.index, signalId, direction, reason);
    this.rows.data[at + STATEMENT_ROW.asked] = asked;
  }

  submitted(order: Order, reason: string): void {
    this.#ofOrder(SUBMITTED, order, order.side, order.quantity, reason);
  }

  /** An order ended otherwise than by a fill. */
  ended(order: Order, status: number, reason: string): void {
    this.#ofOrder(ENDS[status], order, order.side, order.quantity, reason);
  }

  /** `quantity` is signed. */
  filled(
    order: Order,
    quantity: number,
    price: number,
    fee: number,
    slippage: number,
    reason: string,
  ): void {
    const at = this.#ofOrder(FILLED, order, Math.sign(quantity), Math.abs(quantity), reason);
    const { data } = this.rows;
    data[at + STATEMENT_ROW.price] = price;
    data[at + STATEMENT_ROW.fee] = fee;
    data[at + STATEMENT_ROW.slippage] = slippage;
  }

  /** A trade is over that was opened in `direction`. */
  closed(
    order: Order,
    { direction, quantity, profit, returnPct }: {
      direction: number;
      quantity: number;
      profit: number;
      returnPct: number;
    },
    reason: string,
  ): void {
    const at = this.#ofOrder(CLOSED, order, direction, quantity, reason), { data } = this.rows;
    data[at + STATEMENT_ROW.price] = profit;
    data[at + STATEMENT_ROW.slippage] = returnPct;
  }

  /** A rule ended trading. */
  halted(reason: string): void {
    this.#row(HALTED, -1, reason);
  }

  #ofSignal(kind: number, instrument: number, signalId: number, direction: number, reason: string): number {
    const at = this.#row(kind, instrument, reason), { data } = this.rows;
    data[at + STATEMENT_ROW.signalId] = signalId;
    data[at + STATEMENT_ROW.direction] = direction;
    return at;
  }

  #ofOrder(kind: number, order: Order, direction: number, quantity: number, reason: string): number {
    const at = this.#row(kind, order.instrumentIndex, reason), { data } = this.rows;
    data[at + STATEMENT_ROW.signalId] = order.signalId;
    data[at + STATEMENT_ROW.orderId] = order.id;
    data[at + STATEMENT_ROW.direction] = direction;
    data[at + STATEMENT_ROW.quantity] = quantity;
    data[at + STATEMENT_ROW.orderType] = order.type;
    data[at + STATEMENT_ROW.limitPrice] = order.limitPrice;
    data[at + STATEMENT_ROW.stopPrice] = order.stopPrice;
    return at;
  }

  /** A row of which nothing is known yet but when, what, of what and why. */
  #row(kind: number, instrument: number, reason: string): number {
    const at = this.rows.append(), { data } = this.rows;
    data[at] = this.step;
    data[at + 1] = kind;
    data[at + 2] = instrument;
    for (let column = 3; column < STATEMENT_ROW.reason; column++) data[at + column] = NaN;
    data[at + STATEMENT_ROW.reason] = reason === "" ? NaN : this.reasons.code(reason);
    return at;
  }
}
