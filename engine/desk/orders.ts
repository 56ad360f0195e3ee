import { CANCELLED, EXPIRED, FILLED, Order, REJECTED } from "../order.ts";
import type { DeskBook } from "./desk_book.ts";
import type { Lane } from "./lane.ts";

/** Orders from their draft to their end: numbered, written down, handed to the broker, counted. */
export class Orders {
  declare private readonly book: DeskBook;
  /** Orders submitted since the run began. */
  count = 0;
  /** Orders that have ended at the step in hand, and those that may be used again. Counted by hand: push and pop are calls. */
  readonly #ended: Order[] = [];
  #endedCount = 0;
  readonly #spare: Order[] = [];
  #spareCount = 0;

  constructor(book: DeskBook) {
    this.book = book;
  }

  /** A market order to be completed, then written down. */
  draft(lane: Lane, signalId: number, side: number, reasonCode: number, isReduceOnly: boolean): Order {
    const order = this.#spareCount > 0 ? this.#spare[--this.#spareCount] : new Order();
    order.become(++this.count, lane.index, signalId, side, reasonCode);
    order.submittedMs = this.book.nowMs;
    order.isReduceOnly = isReduceOnly;
    return order;
  }

  /** Writes a completed order down. */
  log(order: Order): void {
    const { orders, funnel, statements, reasons } = this.book, at = orders.append(), rows = orders.data;
    rows[at] = order.id;
    rows[at + 1] = order.instrumentIndex;
    rows[at + 2] = order.signalId;
    rows[at + 3] = order.submittedMs;
    rows[at + 4] = order.side;
    rows[at + 5] = order.quantity;
    rows[at + 6] = order.type;
    rows[at + 7] = order.limitPrice;
    rows[at + 8] = order.stopPrice;
    rows[at + 9] = order.timeInForce;
    rows[at + 10] = order.reasonCode;
    funnel.submitted++;
    if (statements !== null) statements.submitted(order, reasons.text(order.reasonCode));
  }

  /** Writes an order down and hands it to the broker; says whether that took it. */
  submit(lane: Lane, order: Order): boolean {
    this.log(order);
    const rejection = lane.orderBook.submit(order);
    if (rejection === undefined) {
      order.isWorking = true;
      lane.workingCount++;
      return true;
    }
    this.reject(lane, order, rejection);
    return false;
  }

  /** Closes what is held by a market order. */
  flatten(lane: Lane, why: string): void {
    const { reasons, funnel, haltReason } = this.book, held = lane.position.quantity;
    if (held === 0) return;
    const reason = reasons.code(why), signalId = lane.position.entrySignalId;
    const order = this.draft(lane, signalId, held > 0 ? -1 : 1, reason, true);
    order.quantity = Math.abs(held);
    if (why === haltReason) funnel.submittedByRule.add(reason);
    this.submit(lane, order);
  }

  /** Cancels orders that still work; the exits that came with an entry may be kept until something is filled. */
  cancelWorking(lane: Lane, reason: string, keepsExits = false): void {
    for (const order of [...lane.orderBook.working]) {
      if (!keepsExits || order.ocoGroup === 0) this.cancel(lane, order, reason);
    }
  }

  /** Cancels entries that still work; exits stay. */
  cancelEntries(lane: Lane, reason: string): void {
    for (const order of [...lane.orderBook.working]) {
      if (!order.isReduceOnly) this.cancel(lane, order, reason);
    }
  }

  /** Cancels what works towards another side than the one that is wanted now. */
  cancelContrary(lane: Lane, want: number, reason: string): void {
    for (const order of [...lane.orderBook.working]) {
      if (order.ocoGroup !== 0 || order.side === want || order.isReduceOnly && want === 0) continue;
      this.cancel(lane, order, reason);
    }
  }

  /** Takes a working order back from the broker. */
  cancel(lane: Lane, order: Order, reason: string): void {
    lane.orderBook.cancel(order);
    this.endCancelled(lane, order, reason);
  }

  /** An order that is with the broker no more was cancelled. */
  endCancelled(lane: Lane, order: Order, reason: string): void {
    const code = this.book.reasons.code(reason);
    this.book.funnel.cancelled.add(code);
    this.#end(lane, order, CANCELLED, code);
  }

  /** The account or the broker can't take an order. */
  reject(lane: Lane, order: Order, reason: string): void {
    const code = this.book.reasons.code(reason);
    this.book.funnel.rejected.add(code);
    this.#end(lane, order, REJECTED, code);
  }

  /** An order's time is over. */
  endExpired(lane: Lane, order: Order): void {
    this.book.funnel.expired++;
    this.#end(lane, order, EXPIRED, this.book.reasons.code("its day is over"));
  }

  /** An order was filled. */
  endFilled(lane: Lane, order: Order): void {
    this.book.funnel.filled++;
    this.#end(lane, order, FILLED, order.reasonCode);
  }

  #end(lane: Lane, order: Order, status: number, reasonCode: number): void {
    const { orderEnds, nowMs, statements, reasons } = this.book,
      at = orderEnds.append(),
      rows = orderEnds.data;
    rows[at] = order.id;
    rows[at + 1] = status;
    rows[at + 2] = nowMs;
    rows[at + 3] = reasonCode;
    if (statements !== null && status !== FILLED) statements.ended(order, status, reasons.text(reasonCode));
    if (order.isWorking) {
      order.isWorking = false;
      lane.workingCount--;
    }
    this.#ended[this.#endedCount++] = order;
  }

  /** Looks at what is with the broker after a restore. */
  restore(count: number): void {
    this.count = count;
    for (const lane of this.book.lanes) {
      const { working } = lane.orderBook;
      for (const order of working) order.isWorking = true;
      lane.workingCount = working.length;
    }
  }

  /** The step is over: nobody looks at the orders that ended in it any more. */
  reuseEnded(): void {
    while (this.#endedCount > 0) this.#spare[this.#spareCount++] = this.#ended[--this.#endedCount];
  }
}
