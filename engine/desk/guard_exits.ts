import { LIMIT, STOP } from "../order.ts";
import type { DeskBook } from "./desk_book.ts";
import type { Fills } from "./fills.ts";
import type { Lane } from "./lane.ts";
import type { Orders } from "./orders.ts";

/** Leaves positions where a guard says so: each exit is an order of the guard's rule, filled at once. */
export class GuardExits {
  declare private readonly book: DeskBook;
  declare private readonly orders: Orders;
  declare private readonly fills: Fills;
  declare private readonly reasons: number[];

  /** `guardNames` are the names of the rules that guard, by guard of a lane. */
  constructor(book: DeskBook, orders: Orders, fills: Fills, guardNames: readonly string[]) {
    this.book = book;
    this.orders = orders;
    this.fills = fills;
    this.reasons = new Array(guardNames.length).fill(0);
    this.lookUpReasons(guardNames);
  }

  /** Finds the numbers of the reasons that it gives. */
  lookUpReasons(guardNames: readonly string[]): void {
    guardNames.forEach((name, k) => this.reasons[k] = this.book.reasons.code(name));
  }

  /** Leaves what is held of the lane in hand at a price, before slippage where it is a stop; `timeMs` is when that was. */
  exit(
    lane: Lane,
    guardIndex: number,
    type: typeof STOP | typeof LIMIT,
    quotedPrice: number,
    timeMs: number,
  ): void {
    const { broker, funnel } = this.book, { position } = lane;
    const quantity = position.quantity, side = quantity > 0 ? -1 : 1;
    const level = lane.guards[guardIndex].level, reason = this.reasons[guardIndex];
    const order = this.orders.draft(lane, position.entrySignalId, side, reason, true);
    order.submittedMs = timeMs;
    order.quantity = Math.abs(quantity);
    order.type = type;
    if (type === LIMIT) order.limitPrice = level;
    else order.stopPrice = level;
    this.orders.log(order);
    funnel.submittedByRule.add(reason);
    order.quotedPrice = quotedPrice;
    order.fillPrice = type === STOP ? broker.slippage.price(quotedPrice, side, false) : quotedPrice;
    this.fills.fill(order);
  }
}
