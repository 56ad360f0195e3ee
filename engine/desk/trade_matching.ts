import { LIMIT, STOP } from "../order.ts";
import type { DeskBook } from "./desk_book.ts";
import type { Fills } from "./fills.ts";
import type { GuardExits } from "./guard_exits.ts";
import { nearest } from "./guards.ts";
import { type Lane, MATCH } from "./lane.ts";

/**
 * Brings the trades of a bar together with what waits for them, in place of the bar itself: orders at the broker and the guards of what is
 * held, trade by trade and over all instruments in the order of time. Nothing about the way inside a bar has to be assumed then.
 */
export class TradeMatching {
  declare private readonly book: DeskBook;
  declare private readonly fills: Fills;
  declare private readonly exits: GuardExits;

  constructor(book: DeskBook, fills: Fills, exits: GuardExits) {
    this.book = book;
    this.fills = fills;
    this.exits = exits;
  }

  /** Matches the bars in hand of those of the first `count` active lanes that have trades: nothing is left to be matched of them. */
  match(active: Int32Array, count: number): void {
    const { book, fills, book: { lanes, nowMs } } = this;
    let left = 0;
    for (let k = 0; k < count; k++) {
      const lane = lanes[active[k]];
      if ((lane.duties & MATCH) === 0 || !lane.findTrades(lane.nextBar)) continue;
      // What was passed over on the way here; of this bar each trade is looked at.
      lane.countExcursion(lane.nextBar);
      left++;
    }
    if (left === 0) return;
    while (left > 0) {
      const lane = this.#earliest(active, count);
      // Alone, it goes through all that it has; among others, as far as it is the earliest.
      const untilMs = left === 1 ? Infinity : this.#nextOfOthers(active, count, lane);
      fills.lane = lane;
      const { timeMs, price } = lane.trades!;
      while (lane.tradeAt < lane.tradeEnd && timeMs[lane.tradeAt] <= untilMs) {
        const at = lane.tradeAt++;
        book.nowMs = fills.atMs = timeMs[at];
        this.#see(lane, price[at], timeMs[at]);
      }
      if (lane.tradeAt === lane.tradeEnd) left--;
    }
    book.nowMs = nowMs;
    fills.atMs = NaN;
    for (let k = 0; k < count; k++) {
      const lane = lanes[active[k]];
      if (lane.tradeEnd > 0) lane.leaveTrades();
    }
  }

  /** The lane whose next trade is the earliest; of two at one time the first of the instruments. */
  #earliest(active: Int32Array, count: number): Lane {
    const { lanes } = this.book;
    let earliest = lanes[active[0]], earliestMs = Infinity;
    for (let k = 0; k < count; k++) {
      const lane = lanes[active[k]], timeMs = lane.nextTradeMs;
      if (timeMs < earliestMs) {
        earliest = lane;
        earliestMs = timeMs;
      }
    }
    return earliest;
  }

  /** Up to when a lane's trades come before those of all others. */
  #nextOfOthers(active: Int32Array, count: number, lane: Lane): number {
    const { lanes } = this.book;
    let untilMs = Infinity;
    for (let k = 0; k < count; k++) {
      const other = lanes[active[k]];
      if (other === lane) continue;
      // At one time those of the first instruments come first.
      const timeMs = other.index < lane.index ? other.nextTradeMs - HALF_TICK_MS : other.nextTradeMs;
      if (timeMs < untilMs) untilMs = timeMs;
    }
    return untilMs;
  }

  #see(lane: Lane, price: number, timeMs: number): void {
    const { fills } = this;
    if (lane.side !== 0 && lane.guards.length > 0) this.#tryGuards(lane, price, timeMs);
    if (lane.workingCount > 0 && lane.side !== 0) {
      lane.orderBook.matchTrade!(price, timeMs, true, lane.side, fills);
    }
    if (lane.workingCount > 0) lane.orderBook.matchTrade!(price, timeMs, false, lane.side, fills);
    if (lane.side === 0) return;
    const { position, guards } = lane;
    if (price < position.lowestPrice) position.lowestPrice = price;
    if (price > position.highestPrice) position.highestPrice = price;
    for (let k = 0; k < guards.length; k++) guards[k].pass(price, price, price);
  }

  #tryGuards(lane: Lane, price: number, timeMs: number): void {
    const { guards } = lane, side = -lane.side;
    const stop = nearest(guards, "stop", side);
    if (stop >= 0 && side * (price - guards[stop].level) >= 0) {
      return this.exits.exit(lane, stop, STOP, price, timeMs);
    }
    const target = nearest(guards, "target", side);
    // It waits at the exchange: what a trade beyond it would have given is not had.
    if (target >= 0 && side * (guards[target].level - price) >= 0) {
      this.exits.exit(lane, target, LIMIT, guards[target].level, timeMs);
    }
  }
}

/** Less than lies between two times. */
const HALF_TICK_MS = 1e-6;
