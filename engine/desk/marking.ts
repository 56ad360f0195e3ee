import type { RiskRule, Watch } from "../risk.ts";
import type { DeskBook } from "./desk_book.ts";
import type { Lane } from "./lane.ts";

/** Spans shorter than this are marked a step at a time where there are several instruments. */
const SHORT_SPAN = 4;

/**
 * Marks the account to market: equity at each step's close, and where something was held. Whole spans are marked at once: when their equity
 * is asked for, when what is held is about to change, and where a watch must see it first.
 */
export class Marking {
  declare private readonly book: DeskBook;
  declare private readonly watches: readonly Watch[];
  declare private readonly watchNames: readonly string[];
  declare private readonly watchMemory: Float64Array;
  declare private readonly namesHaltingAtClose: readonly string[];
  /** Steps of the frame that have been marked. */
  #marked = 0;

  constructor(book: DeskBook, rules: readonly RiskRule[]) {
    this.book = book;
    const watching = rules.filter((rule) => rule.watch !== undefined);
    this.watches = watching.map((rule) => rule.watch!());
    this.watchNames = watching.map((rule) => rule.name);
    this.watchMemory = new Float64Array(this.watches.reduce((sum, watch) => sum + watch.snapshotLength, 0));
    this.namesHaltingAtClose = this.watchNames.filter((_, k) => this.watches[k].closesAt === "close");
  }

  /** Whether the halt that was called closes everything at that very bar's close. */
  get haltsAtClose(): boolean {
    return this.namesHaltingAtClose.includes(this.book.haltReason);
  }

  begin(): void {
    this.#marked = 0;
  }

  /** Whether a watch must see equity before anything happens behind it; otherwise it is marked when it is needed. */
  get isWatching(): boolean {
    return this.watches.length > 0 && this.book.haltReason === "";
  }

  /** Equity at the step in hand. */
  equityNow(): number {
    const { step, equity } = this.book;
    this.markTo(step + 1);
    return equity[step];
  }

  /**
   * Marks all steps before `to` that aren't yet. Returns `to`, or the step at which a watch calls a halt: it is the last one marked, and
   * what lies behind it isn't settled.
   */
  markTo(to: number): number {
    const from = this.#marked;
    if (from >= to) return to;
    this.#marked = to;
    this.#write(from, to);
    if (this.watches.length === 0 || this.book.haltReason !== "") return to;
    const halted = this.#watch(from, to);
    if (halted < to) {
      this.#marked = halted + 1;
      this.book.exposed.fill(0, halted + 1, to);
    }
    return halted;
  }

  /** Marks a step anew, after fills at its close. Whether something was held there stays as it was. */
  markAgain(step: number): void {
    const { exposed } = this.book, wasExposed = exposed[step];
    this.#write(step, step + 1);
    exposed[step] = wasExposed;
  }

  /** Writes the steps from…to−1, at which nothing is known to be held so far. */
  #write(from: number, to: number): void {
    const { lanes, equity, exposed, portfolio, units, heldCount } = this.book, { cash } = portfolio;
    if (heldCount === 0) markFlat(equity, cash, from, to);
    else if (lanes.length === 1) markHeld(equity, exposed, lanes[0].close, cash, units[0], from, to);
    else if (to - from < SHORT_SPAN) {
      for (let step = from; step < to; step++) this.#writeStep(step);
    } else {
      markFlat(equity, cash, from, to);
      for (let i = 0; i < lanes.length; i++) {
        if (units[i] !== 0) addMarks(equity, lanes[i], units[i], from, to);
      }
      for (let step = from; step < to; step++) exposed[step] = 1;
    }
  }

  /** Where every instrument has a bar at every step, units of nothing are counted too: a sum without a branch is quicker, and the same. */
  #writeStep(step: number): void {
    const { lanes, equity, exposed, portfolio, units, isAligned } = this.book;
    let value = portfolio.cash;
    if (isAligned) { for (let i = 0; i < lanes.length; i++) value += units[i] * lanes[i].close[step]; }
    else {
      for (let i = 0; i < lanes.length; i++) if (units[i] !== 0) value += units[i] * lanes[i].closeAt(step);
    }
    equity[step] = value;
    exposed[step] = 1;
  }

  /** Lets the watches see the equity of from…to−1: the first step at which one of them calls a halt, or `to`. */
  #watch(from: number, to: number): number {
    const watches = this.watches, memory = this.watchMemory, { equity } = this.book;
    for (let k = 0, at = 0; k < watches.length; k++) at = watches[k].save(memory, at);
    let first = to, by = -1;
    for (let k = 0; k < watches.length; k++) {
      const halted = watches[k].scan(equity, from, first);
      if (halted === first) continue;
      first = halted;
      by = k;
    }
    if (by < 0) return to;
    // Those that have looked beyond the halt go back to it.
    for (let k = 0, at = 0; k < by; k++) {
      at = watches[k].load(memory, at);
      watches[k].scan(equity, from, first + 1);
    }
    this.book.haltReason = this.watchNames[by];
    return first;
  }

  snapshot(): ReturnType<Watch["snapshot"]>[] {
    return this.watches.map((watch) => watch.snapshot());
  }

  /** Goes on with what another desk's watches knew, where they are of the same kind; others begin anew. */
  inherit(watches: readonly ReturnType<Watch["snapshot"]>[]): void {
    this.watches.forEach((watch, k) => {
      if (watches[k]?.length === watch.snapshotLength) watch.restore(watches[k]);
    });
  }

  restore(watches: readonly ReturnType<Watch["snapshot"]>[]): void {
    this.watches.forEach((watch, k) => watch.restore(watches[k]));
  }
}

// Spans are short (some twenty bars where a strategy is busy), and for those a loop beats the built-in fill, which costs 50 ns a call.

/** Equity of an account that holds nothing: its cash. */
function markFlat(equity: Float64Array, cash: number, from: number, to: number): void {
  for (let step = from; step < to; step++) equity[step] = cash;
}

/** Equity of an account with one instrument: cash and units at each close. */
function markHeld(
  equity: Float64Array,
  exposed: Uint8Array,
  close: Float64Array,
  cash: number,
  units: number,
  from: number,
  to: number,
): void {
  for (let step = from; step < to; step++) {
    equity[step] = cash + units * close[step];
    exposed[step] = 1;
  }
}

/** Adds an instrument's worth at each step, at its last close known there. */
function addMarks(equity: Float64Array, lane: Lane, units: number, from: number, to: number): void {
  const { close, barOfStep, closeBefore } = lane;
  if (barOfStep === null) {
    for (let step = from; step < to; step++) equity[step] += units * close[step];
    return;
  }
  for (let step = from; step < to; step++) {
    const bar = barOfStep[step];
    equity[step] += units * (bar < 0 ? closeBefore : close[bar]);
  }
}
