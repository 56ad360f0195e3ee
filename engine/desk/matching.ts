import { LIMIT, STOP } from "../order.ts";
import type { Agenda } from "./agenda.ts";
import type { DeskBook } from "./desk_book.ts";
import type { Fills } from "./fills.ts";
import type { GuardExits } from "./guard_exits.ts";
import { nearest } from "./guards.ts";
import { type Lane, MATCH } from "./lane.ts";
import { TradeMatching } from "./trade_matching.ts";

/**
 * Brings bars together with what waits for them: orders at the broker, and the guards of what is held. At one timestamp all instruments'
 * opens come first, exits before entries, then what happens inside the bars.
 */
export class Matching {
  declare private readonly book: DeskBook;
  declare private readonly fills: Fills;
  declare private readonly agenda: Agenda;
  declare private readonly exits: GuardExits;
  declare private readonly trades: TradeMatching;

  constructor(book: DeskBook, fills: Fills, agenda: Agenda, exits: GuardExits) {
    this.book = book;
    this.fills = fills;
    this.agenda = agenda;
    this.exits = exits;
    this.trades = new TradeMatching(book, fills, exits);
  }

  /** Matches the bar in hand of a lane that is the only one to be matched. */
  matchAlone(lane: Lane): void {
    const { fills } = this;
    if (this.book.hasTrades) this.trades.match(this.agenda.active, 1);
    if ((lane.duties & MATCH) === 0) return;
    lane.openedInsideBar = -1;
    if (lane.workingCount > 0 && lane.side !== 0) this.#matchOpen(lane, true);
    if (lane.workingCount > 0) this.#matchOpen(lane, false);
    fills.isInsideBar = true;
    this.#matchInside(lane);
    fills.isInsideBar = false;
  }

  /** Matches the bars in hand of the first `count` active lanes. */
  match(active: Int32Array, count: number): void {
    const { fills, book: { lanes } } = this;
    if (this.book.hasTrades) this.trades.match(active, count);
    for (let k = 0; k < count; k++) {
      const lane = lanes[active[k]];
      lane.openedInsideBar = -1;
      // Where nothing is held, no order is an exit.
      if ((lane.duties & MATCH) === 0 || lane.side === 0 || lane.workingCount === 0) continue;
      this.#matchOpen(lane, true);
    }
    for (let k = 0; k < count; k++) {
      const lane = lanes[active[k]];
      if ((lane.duties & MATCH) === 0 || lane.workingCount === 0) continue;
      this.#matchOpen(lane, false);
    }
    fills.isInsideBar = true;
    for (let k = 0; k < count; k++) {
      const lane = lanes[active[k]];
      if ((lane.duties & MATCH) !== 0) this.#matchInside(lane);
    }
    fills.isInsideBar = false;
  }

  #matchOpen(lane: Lane, exits: boolean): void {
    this.fills.lane = lane;
    lane.orderBook.matchOpen(lane.quoteAt(lane.nextBar), exits, lane.side, this.fills);
  }

  /** What a bar brings after its open: guards and resting orders, the worse for the trader first. */
  #matchInside(lane: Lane): void {
    const { nextBar: bar } = lane, hasGuards = lane.guards.length > 0;
    this.fills.lane = lane;
    let hasPassed = false;
    if (hasGuards && lane.side !== 0) {
      if (lane.openedInsideBar === bar) this.#tryStops(lane, bar);
      else if (this.agenda.nextTouch(lane, bar) === bar) this.#tryGuards(lane, bar);
      else hasPassed = true;
    }
    if (lane.workingCount > 0) {
      const sideBefore = lane.side;
      lane.orderBook.matchInside(lane.quoteAt(bar), this.fills);
      // Entered inside this bar: a stop is taken to be touched after the entry if the bar touches it at all, a target isn't.
      if (hasGuards && lane.side !== 0 && lane.side !== sideBefore) this.#tryStops(lane, bar);
    }
    if (!hasGuards || hasPassed || lane.side === 0) return;
    const close = lane.close[bar];
    if (lane.openedInsideBar === bar) { for (const guard of lane.guards) guard.pass(close, close, close); }
    else for (const guard of lane.guards) guard.pass(lane.high[bar], lane.low[bar], close);
    lane.passedTo = bar + 1;
    lane.touchedBar = -1;
  }

  #tryGuards(lane: Lane, bar: number): void {
    const { guards, orderBook } = lane;
    const side = lane.position.quantity > 0 ? -1 : 1, quote = lane.quoteAt(bar);
    const stop = nearest(guards, "stop", side), target = nearest(guards, "target", side);
    const stopPrice = stop < 0 ? NaN : orderBook.stopTouch(guards[stop].level, side, quote);
    const targetPrice = target < 0 ? NaN : orderBook.targetTouch(guards[target].level, side, quote);
    const isStop = stopPrice === stopPrice, isTarget = targetPrice === targetPrice;
    // A bar that opens beyond the target has reached it before anything else could happen.
    const targetFirst = isTarget &&
      (!isStop || !this.book.settings.stopBeforeTarget ||
        targetPrice === quote.open && stopPrice !== quote.open);
    if (targetFirst) this.#exit(lane, target, LIMIT, targetPrice);
    else if (isStop) this.#exit(lane, stop, STOP, stopPrice);
  }

  #tryStops(lane: Lane, bar: number): void {
    const { orderBook } = lane;
    const side = lane.position.quantity > 0 ? -1 : 1, quote = lane.quoteAt(bar);
    const stop = nearest(lane.guards, "stop", side);
    if (stop < 0) return;
    const price = orderBook.stopTouch(lane.guards[stop].level, side, quote);
    // The bar opened before the entry, so its open is no price for the exit.
    if (price === price) this.#exit(lane, stop, STOP, lane.guards[stop].level);
  }

  #exit(lane: Lane, guardIndex: number, type: typeof STOP | typeof LIMIT, quotedPrice: number): void {
    this.exits.exit(lane, guardIndex, type, quotedPrice, lane.openTimeMs[lane.nextBar]);
  }
}
