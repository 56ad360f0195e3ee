import type { BrokerReports } from "../broker.ts";
import { roundDownToLot } from "../instrument.ts";
import { LIMIT, type Order, STOP } from "../order.ts";
import { type PositionFill, TRADE_ROW } from "../portfolio.ts";
import type { DeskBook } from "./desk_book.ts";
import type { Lane } from "./lane.ts";
import type { Marking } from "./marking.ts";
import type { Orders } from "./orders.ts";
import type { Sizing } from "./sizing.ts";

/** A position smaller than this share of the fill that made it is what rounding left. */
const DUST = 1e-9;

/** Takes the broker's reports: what the account can take is booked, written down, and followed by what comes with it. */
export class Fills implements BrokerReports {
  declare private readonly book: DeskBook;
  declare private readonly orders: Orders;
  declare private readonly sizing: Sizing;
  declare private readonly marking: Marking;
  declare private readonly closesThenOpens: boolean;
  /** Whether the bar in hand is past its open. */
  isInsideBar = false;
  /** When the trade happened that is being matched; NaN where bars are, which tell no more than when they opened. */
  atMs = NaN;
  /** The fill that is being booked, and what was held before it: handed on in fields, see {@link PositionFill}. */
  readonly #fill: PositionFill = {
    instrumentIndex: 0,
    quantity: NaN,
    price: NaN,
    fee: NaN,
    timeMs: NaN,
    bar: 0,
    reasonCode: 0,
    signalId: 0,
  };
  #heldBefore = NaN;
  /** The instrument whose bar is being matched: what the broker reports is about its orders. */
  declare lane: Lane;

  constructor(book: DeskBook, orders: Orders, sizing: Sizing, marking: Marking) {
    this.marking = marking;
    this.book = book;
    this.orders = orders;
    this.sizing = sizing;
    this.lane = book.lanes[0];
    this.closesThenOpens = book.settings.reversal === "close_then_open";
  }

  fill(order: Order): boolean {
    const { lane } = this, { reasons, funnel } = this.book, fill = this.#fill;
    const before = lane.position.quantity;
    if (order.isReduceOnly) {
      const closable = Math.max(0, Math.min(-before * order.side, this.#heldOf(order)));
      if (closable === 0) {
        this.cancel(order, "nothing left to close");
        return false;
      }
      if (order.quantity > closable) order.quantity = closable;
    } else if (this.closesThenOpens) {
      if (before * order.side < 0) return this.#closeThenOpen(lane, order);
    } else if (order.strengthAtFill === 0) {
      // What it was to close may have been closed by another order meanwhile: its opening part stands.
      order.quantity = Math.min(order.quantity - order.opening, Math.max(0, -before * order.side)) +
        order.opening;
    }
    if (order.strengthAtFill > 0) {
      this.sizing.sizeAtFill(lane, order);
      if (!(order.quantity > 0)) {
        this.orders.reject(lane, order, "below one lot at the price of the fill");
        return false;
      }
    }
    this.#price(lane, order);
    fill.quantity = order.side * order.quantity;
    let after = before + fill.quantity;
    if (Math.abs(after) < DUST * order.quantity) {
      // What adding fractions of lots leaves of nothing is nothing.
      fill.quantity = -before;
      after = 0;
    }
    if (!order.isReduceOnly && Math.abs(after) > (before * after > 0 ? Math.abs(before) : 0)) {
      const refusal = this.#unaffordable(lane, order);
      if (refusal !== "") {
        if (before * order.side >= 0) {
          this.orders.reject(lane, order, refusal);
          return false;
        }
        // An exit is never held up by what was to follow it.
        funnel.resized.add(reasons.code(`closed only: ${refusal}`));
        order.quantity = Math.abs(before);
        order.stopLossPrice = order.takeProfitPrice = NaN;
        this.#price(lane, order);
        fill.quantity = -before;
      }
    }
    this.#apply(lane, order);
    this.orders.endFilled(lane, order);
    this.#follow(lane, order);
    if (order.hasExits) this.#sendExits(lane, order);
    return true;
  }

  /** Books a position that another account leaves, at the close of the step in hand: without a fee, whatever this account allows. */
  takeOver(lane: Lane, order: Order): void {
    const fill = this.#fill, { nextBar } = lane;
    this.lane = lane;
    lane.nextBar = Math.max(0, lane.length - 1);
    fill.price = order.fillPrice;
    fill.fee = 0;
    fill.quantity = order.side * order.quantity;
    this.atMs = this.book.nowMs;
    this.#apply(lane, order);
    this.atMs = NaN;
    this.orders.endFilled(lane, order);
    this.#follow(lane, order);
    lane.beginExcursion(lane.length);
    lane.nextBar = nextBar;
  }

  expire(order: Order): void {
    this.orders.endExpired(this.lane, order);
  }

  cancel(order: Order, reason: string): void {
    this.orders.endCancelled(this.lane, order, reason);
  }

  /** The fill in hand is all of the order at its price, with its fee. */
  #price(lane: Lane, order: Order): void {
    this.#fill.price = order.fillPrice;
    this.#fill.fee = this.book.broker.commission.fee(order.quantity, order.fillPrice, lane.multiplier);
  }

  /** See {@link DeskSettings.reversal}. */
  #closeThenOpen(lane: Lane, order: Order): boolean {
    const { side, fillPrice, quotedPrice } = order, fill = this.#fill;
    const { slippage, commission } = this.book.broker;
    const held = Math.abs(lane.position.quantity),
      isSizedAtFill = order.strengthAtFill > 0;
    const closing = isSizedAtFill ? held : Math.min(held, order.quantity);
    fill.quantity = side * closing;
    fill.price = fillPrice === quotedPrice ? fillPrice : slippage.price(quotedPrice, side, false);
    fill.fee = commission.fee(closing, fill.price, lane.multiplier);
    this.#apply(lane, order);
    this.#follow(lane, order);
    if (isSizedAtFill) this.sizing.sizeAtFill(lane, order);
    else {
      // What rounding leaves of a difference is nothing to open.
      const rest = order.quantity - closing;
      order.quantity = rest > 1e-9 * closing ? roundDownToLot(rest, lane.instrument.lotSize) : 0;
    }

    let refusal = isSizedAtFill && !(order.quantity > 0) ? "below one lot at the price of the fill" : "";
    this.#price(lane, order);
    fill.quantity = side * order.quantity;
    if (order.quantity > 0) refusal = this.#unaffordable(lane, order);
    if (refusal !== "") {
      this.orders.reject(lane, order, refusal);
      return false;
    }
    this.orders.endFilled(lane, order);
    if (order.quantity > 0) {
      this.#apply(lane, order);
      this.#follow(lane, order);
      if (order.hasExits) this.#sendExits(lane, order);
    }
    return true;
  }

  /** Books the fill in hand, whose quantity, price and fee are set, and writes it down. Until this step all was as before. */
  #apply(lane: Lane, order: Order): void {
    const book = this.book, { portfolio, fills } = book;
    const fill = this.#fill, { index: i, nextBar: bar, position } = lane, before = position.quantity;
    this.marking.markTo(book.step);
    lane.countExcursion(bar);
    fill.instrumentIndex = i;
    fill.timeMs = this.#timeMs(lane);
    fill.bar = lane.barsBefore + bar;
    fill.reasonCode = order.reasonCode;
    fill.signalId = order.signalId;
    this.#heldBefore = before;
    const tradesBefore = portfolio.trades.length;
    portfolio.applyFill(fill);
    book.countHeld(lane);
    const at = fills.append(), rows = fills.data;
    rows[at] = order.id;
    rows[at + 1] = i;
    rows[at + 2] = fill.timeMs;
    rows[at + 3] = fill.bar;
    rows[at + 4] = fill.price;
    rows[at + 5] = fill.quantity;
    rows[at + 6] = fill.fee;
    rows[at + 7] = (fill.price - order.quotedPrice) * fill.quantity * lane.multiplier;
    if (book.statements !== null) this.#state(order, rows[at + 7], tradesBefore);
  }

  #timeMs(lane: Lane): number {
    return this.atMs === this.atMs ? this.atMs : lane.openTimeMs[lane.nextBar];
  }

  /** Says that the fill in hand was booked, and which trades it closed. */
  #state(order: Order, slippage: number, tradesBefore: number): void {
    const { portfolio: { trades }, statements, reasons } = this.book, { quantity, price, fee } = this.#fill;
    const reason = reasons.text(order.reasonCode);
    statements!.filled(order, quantity, price, fee, slippage, reason);
    for (let row = tradesBefore; row < trades.length; row++) {
      const profit = trades.get(row, TRADE_ROW.grossProfit) - trades.get(row, TRADE_ROW.fees);
      statements!.closed(order, {
        direction: trades.get(row, TRADE_ROW.direction),
        quantity: trades.get(row, TRADE_ROW.quantity),
        profit,
        returnPct: 100 * profit / trades.get(row, TRADE_ROW.entryNotional),
      }, reason);
    }
  }

  /** What follows from the fill in hand: guards armed or let go, exits that are over. */
  #follow(lane: Lane, order: Order): void {
    const { guards, position } = lane, before = this.#heldBefore, after = position.quantity;
    lane.passedTo = 0;
    lane.touchedBar = -1;
    if (after === 0) {
      for (let k = 0; k < guards.length; k++) guards[k].disarm();
    } else if (Math.abs(after) > Math.abs(before) || after * before < 0) {
      const side = after > 0 ? 1 : -1;
      for (let k = 0; k < guards.length; k++) guards[k].arm(side, position.averagePrice);
      if (before * after <= 0) this.#beginExcursion(lane, order);
    }
    if (
      order.ocoGroup !== 0 || after === 0 || this.book.portfolio.heldOf !== undefined && before * after >= 0
    ) {
      this.#cancelBrothers(lane, order, after === 0);
    } else if (before * after < 0) {
      // Turned: the exits of what was held before have nothing to close any more.
      this.#cancelBrothers(lane, order, true);
    }
  }

  /** A position was opened: from here on its lowest and highest price are counted. */
  #beginExcursion(lane: Lane, order: Order): void {
    const { nextBar: bar, position } = lane;
    lane.beginExcursion(bar);
    // What is seen from here on of this bar is seen trade by trade.
    if (this.atMs === this.atMs) return;
    // A broker that takes each order against the whole bar reports what happened inside it at its open, too.
    if (!this.isInsideBar && order.quotedPrice === lane.open[bar]) return;
    lane.openedInsideBar = bar;
    lane.beginExcursion(bar + 1);
    const close = lane.close[bar];
    if (close < position.lowestPrice) position.lowestPrice = close;
    if (close > position.highestPrice) position.highestPrice = close;
  }

  /** Orders of the same group are over once one is filled; exits are over once nothing is held, or nothing of their lot. */
  #cancelBrothers(lane: Lane, filled: Order, isFlat: boolean): void {
    if (lane.workingCount === 0) return;
    for (const order of [...lane.orderBook.working]) {
      if (order === filled) continue;
      const isBrother = order.ocoGroup !== 0 && order.ocoGroup === filled.ocoGroup;
      if (!isBrother && !(order.isReduceOnly && (isFlat || this.#heldOf(order) === 0))) continue;
      this.orders.cancel(lane, order, isBrother ? "the other exit was filled" : "nothing left to close");
    }
  }

  /** Units that an exit may close of the lot that it belongs to; Infinity where it belongs to none. */
  #heldOf({ ocoGroup, signalId, instrumentIndex }: Order): number {
    const { portfolio } = this.book;
    if (portfolio.heldOf === undefined || ocoGroup === 0 || signalId === 0) return Infinity;
    return portfolio.heldOf(instrumentIndex, signalId);
  }

  #sendExits(lane: Lane, parent: Order): void {
    const { stopLossPrice, takeProfitPrice } = parent;
    if (stopLossPrice === stopLossPrice) this.#sendExit(lane, parent, STOP, stopLossPrice, "stop loss");
    if (takeProfitPrice === takeProfitPrice) {
      this.#sendExit(lane, parent, LIMIT, takeProfitPrice, "take profit");
    }
  }

  #sendExit(lane: Lane, parent: Order, type: number, price: number, why: string): void {
    const { reasons, funnel } = this.book, reason = reasons.code(why);
    const order = this.orders.draft(lane, parent.signalId, -parent.side, reason, true);
    order.submittedMs = this.#timeMs(lane);
    order.quantity = Math.min(parent.quantity, Math.abs(lane.position.quantity));
    order.type = type;
    if (type === LIMIT) order.limitPrice = price;
    else order.stopPrice = price;
    order.ocoGroup = parent.id;
    funnel.submittedByRule.add(reason);
    this.orders.submit(lane, order);
  }

  /** Why the account can't take the fill in hand, or "": gross notional may not exceed equity × leverage, at this fill's price. */
  #unaffordable(lane: Lane, order: Order): string {
    const { portfolio, lanes, knownStep, shortCount, broker, settings: { leverage, sizeAt } } = this.book;
    const { multiplier } = lane, { quantity, price, fee } = this.#fill;
    const after = lane.position.quantity + quantity;
    const cashAfter = portfolio.cash - quantity * price * multiplier - fee;
    // With nothing short, cash that isn't below zero means that positions are worth no more than equity: no need to add them up.
    if (cashAfter >= 0 && after > 0 && shortCount === 0 && leverage >= 1 && sizeAt === "decision") {
      return "";
    }
    let gross = Math.abs(after) * price * multiplier;
    let equity = cashAfter + after * price * multiplier;
    for (let i = 0; i < lanes.length; i++) {
      const other = lanes[i], held = other.position.quantity;
      if (held === 0 || i === lane.index) continue;
      const notional = held * other.closeAt(knownStep) * other.multiplier;
      gross += Math.abs(notional);
      equity += notional;
    }
    let room = equity * leverage;
    // What is sized at the fill counts its fee once, at the price before slippage; so it is sized.
    if (sizeAt === "fill") {
      const feeAsSized = broker.commission.fee(Math.abs(quantity), order.quotedPrice, multiplier);
      room = (equity + fee) * leverage - feeAsSized;
    }
    // Rounding of sums of notionals is no reason to reject.
    if (gross <= room * (1 + 1e-12)) return "";
    return leverage === 1 ? "insufficient cash" : "insufficient buying power";
  }
}
