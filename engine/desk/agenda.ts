import type { DeskBook } from "./desk_book.ts";
import { scanGuards } from "./guards.ts";
import { DECIDE, type Lane, MATCH, NEVER } from "./lane.ts";

/** When each instrument next has something to do: what lets the desk jump. */
export class Agenda {
  declare private readonly book: DeskBook;
  /** Whether a strategy is asked at every bar. */
  declare private readonly asksEveryBar: boolean;
  /** By lane: the step at which it next has something to do, NEVER where it hasn't in this frame. */
  declare private readonly nextSteps: Int32Array;
  /** The lanes that have something to do at the step in hand: the first `activeCount`, in their fixed order. */
  declare readonly active: Int32Array;
  activeCount = 0;
  /** The first of them. */
  declare first: Lane;
  /** What all of them together have to do: {@link MATCH}, {@link DECIDE} or both. */
  duties = 0;

  constructor(book: DeskBook, asksEveryBar: boolean) {
    this.book = book;
    this.asksEveryBar = asksEveryBar;
    this.nextSteps = new Int32Array(book.lanes.length);
    this.active = new Int32Array(book.lanes.length);
    this.first = book.lanes[0];
  }

  /** The next step at which anybody has something to do, or `steps`; finds out who, and what. */
  next(steps: number): number {
    const { active, nextSteps, book: { lanes } } = this;
    if (nextSteps.length === 1) {
      this.activeCount = 1;
      this.duties = this.first.duties;
      return nextSteps[0] < steps ? nextSteps[0] : steps;
    }
    let next = steps, count = 0, duties = 0;
    for (let i = 0; i < nextSteps.length; i++) {
      const step = nextSteps[i];
      if (step > next) continue;
      if (step < next) {
        next = step;
        count = duties = 0;
      }
      active[count++] = i;
      duties |= lanes[i].duties;
    }
    this.activeCount = count;
    if (count > 0) this.first = lanes[active[0]];
    this.duties = duties;
    return next;
  }

  /** Finds a lane's next bar: of its next decision, or before that the bar at which an order or a guard has to be looked at. */
  plan(lane: Lane, fromBar: number): void {
    const { length, index: i } = lane;
    if (fromBar >= length) {
      this.nextSteps[i] = NEVER;
      return;
    }
    const decision = this.#decisionBar(lane, fromBar);
    let next = -1;
    if (lane.workingCount > 0) next = fromBar;
    else if (lane.side !== 0 && lane.guards.length > 0) {
      // Levels may follow the trades of a bar: each is looked at.
      next = lane.trades !== null ? fromBar : this.nextTouch(lane, fromBar);
    }
    if (next < 0) {
      next = decision;
      lane.duties = DECIDE;
    } else {
      lane.duties = next === decision ? MATCH | DECIDE : MATCH;
    }
    lane.nextBar = next;
    this.nextSteps[i] = next < length ? lane.stepOf(next) : NEVER;
  }

  /**
   * First bar from `fromBar` on at which one of a lane's guards would be touched, as far as its next decision; −1 where there is none.
   * Where orders work anything may happen on the way, so that one bar is looked at.
   */
  nextTouch(lane: Lane, fromBar: number): number {
    const from = lane.passedTo > fromBar ? lane.passedTo : fromBar;
    if (lane.touchedBar === from) return from;
    let limit = fromBar + 1;
    if (lane.workingCount === 0 && lane.trades === null) {
      limit = this.#decisionBar(lane, fromBar) + 1;
      if (limit > lane.length) limit = lane.length;
    }
    if (from >= limit) return -1;
    const touched = lane.passedTo = scanGuards(lane, from, limit);
    return lane.touchedBar = touched < limit ? touched : -1;
  }

  /** First bar from `fromBar` on at whose close something is decided; the lane's length where there is none. */
  #decisionBar(lane: Lane, fromBar: number): number {
    if (this.asksEveryBar) return fromBar;
    const { signalBar } = lane;
    if (lane.carriedSignalId === 0) return signalBar;
    return firstAtOrAfter(lane.closeTimeMs, this.book.settings.tradeFromMs, fromBar, signalBar);
  }

  /** After a halt: lanes that had nothing to do soon may have an exit under way now. */
  planAllAfter(step: number): void {
    const { lanes } = this.book;
    for (let i = 0; i < lanes.length; i++) {
      const lane = lanes[i];
      if (this.nextSteps[i] <= step || lane.length === 0 || lane.workingCount === 0) continue;
      this.plan(lane, lane.barAt(step) + 1);
    }
  }
}

/** First index in from…to−1 whose time is at or after `timeMs`, or `to`. */
function firstAtOrAfter(times: Float64Array, timeMs: number, from: number, to: number): number {
  let index = from;
  while (index < to && times[index] < timeMs) index++;
  return index;
}
