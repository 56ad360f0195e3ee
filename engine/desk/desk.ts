import type { Actor, Snapshot } from "../actor.ts";
import type { Broker, BrokerReports } from "../broker.ts";
import type { Decision } from "../decision.ts";
import { LockstepError } from "../error.ts";
import type { Command, Frame, Universe } from "../frame.ts";
import type { Settled, Signalled } from "../messages.ts";
import { roundDownToLot, roundToTick } from "../instrument.ts";
import {
  CANCELLED,
  EXPIRED,
  FILL_ROW_WIDTH,
  FILLED,
  LIMIT,
  MARKET,
  Order,
  ORDER_END_ROW_WIDTH,
  ORDER_ROW_WIDTH,
  ORDER_TYPES,
  REJECTED,
  STOP,
  TIMES_IN_FORCE,
} from "../order.ts";
import type { Portfolio, PositionFill } from "../portfolio.ts";
import { partFailure } from "../part_failure.ts";
import { Reasons } from "../reasons.ts";
import { RecordLog } from "../record_log.ts";
import type { FunnelCounts, OpenPosition } from "../result.ts";
import type { Guard, RiskRule, Watch } from "../risk.ts";
import type { BarSignal, SignalReasons, SignalSpec } from "../signal.ts";
import type { Sizer } from "../sizer.ts";
import { isoTime } from "../bars.ts";
import { BarDecider } from "./bar_decider.ts";
import { DeskLedger } from "./desk_ledger.ts";
import { addMarks, markCash, markExposed, markOne, touch, widenExcursion } from "./column_loops.ts";
import { decisionFault } from "./decision_fault.ts";
import type { DeskSettings } from "./desk_settings.ts";
import { Funnel, type FunnelSnapshot } from "./funnel.ts";
import { nearest, scanGuards } from "./guards.ts";
import { Lane, NEVER } from "./lane.ts";
import { SizingView } from "./sizing_view.ts";

/** What a desk is made of. */
export interface DeskParts {
  readonly universe: Universe;
  /** Columns of the messages, by number. */
  readonly columns: readonly string[];
  readonly signal: SignalSpec;
  readonly sizer: Sizer;
  readonly rules: readonly RiskRule[];
  readonly broker: Broker;
  readonly portfolio: Portfolio;
  readonly settings: DeskSettings;
}

/** Why positions are closed by a command to finalize. */
const END_OF_RUN = "end of the run";
/** A position smaller than this share of the fill that made it is what rounding left. */
const DUST = 1e-9;

const WARM_UP = "warm-up";
const REPLACED = "replaced by a newer signal";

const DEFAULT_REASONS: SignalReasons = { long: "signal long", short: "signal short", flat: "signal flat" };

/**
 * Steps sizer, risk rules, broker and portfolio through a frame in time order, instruments in their fixed order within a timestamp:
 * match what works at the broker, book the fills, mark to market, watch and guard, then signal, size, review and submit.
 *
 * It jumps: where no instrument has an event (a signal, an order that works, a guard that would be touched) only marking to market is
 * left, and that is one loop over a span of columns. Stepping every bar gives the same to the last bit; the frame law proves it, since
 * frames of one bar leave nothing to jump over.
 */
export class Desk implements Actor<Signalled, Settled>, BrokerReports {
  readonly name = "desk";
  readonly #broker: Broker;
  readonly #portfolio: Portfolio;
  readonly #settings: DeskSettings;
  readonly #sizer: Sizer;
  readonly #isSizedAtFill: boolean;
  readonly #closesThenOpens: boolean;
  readonly #tradeFromMs: number;
  readonly #reviewers: readonly RiskRule[];
  readonly #watches: readonly Watch[];
  readonly #watchNames: readonly string[];
  readonly #namesHaltingAtClose: readonly string[];
  readonly #lanes: readonly Lane[];
  /** By lane: the step at which it next has something to do, NEVER where it hasn't in this frame; and who has at the step in hand. */
  readonly #nextStep: Int32Array;
  readonly #active: Int32Array;
  readonly #guardReasons: readonly number[];
  readonly #decider: BarDecider | null;
  readonly #ledger: DeskLedger;
  readonly #sizing: SizingView;
  readonly #reasons = new Reasons();
  readonly #signalReasonCodes: readonly number[];
  readonly funnel = new Funnel();
  readonly #orders = new RecordLog(ORDER_ROW_WIDTH);
  readonly #orderEnds = new RecordLog(ORDER_END_ROW_WIDTH);
  readonly #fills = new RecordLog(FILL_ROW_WIDTH);
  #equity = new Float64Array(0);
  #exposed = new Uint8Array(0);
  /** The fill that is being booked, and what was held before it: handed on in fields, see {@link PositionFill}. */
  readonly #fillInHand: PositionFill = {
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
  /** Instruments that are held short. */
  #shortCount = 0;
  /** Orders that have ended in the step in hand, and those that may be used again. */
  readonly #endedOrders: Order[] = [];
  readonly #spareOrders: Order[] = [];
  #orderCount = 0;
  #signalCount = 0;
  /** Why nothing more is traded; empty while it is. */
  #haltReason = "";
  /** Whether the halt that was called closes everything at that very bar's close. */
  get #haltsAtClose(): boolean {
    return this.#namesHaltingAtClose.includes(this.#haltReason);
  }

  /** Close time of the step in hand. */
  #nowMs = 0;
  #step = 0;
  /** Whether the bar in hand is past its open. */
  #isInsideBar = false;
  /** The step whose closes are known: one before the step in hand until its bars have been matched. */
  #markStep = -1;

  constructor(parts: DeskParts) {
    const { universe, rules, signal } = parts;
    this.#broker = parts.broker;
    this.#portfolio = parts.portfolio;
    this.#settings = parts.settings;
    this.#sizer = parts.sizer;
    this.#tradeFromMs = parts.settings.tradeFromMs;
    this.#closesThenOpens = parts.settings.reversal === "close_then_open";
    // A sizer that reads columns keeps its size: at the next bar's open its columns would be those of the bar before.
    this.#isSizedAtFill = parts.settings.sizeAt === "fill" && parts.sizer.needs.length === 0;
    this.#reviewers = rules.filter((rule) => rule.review !== undefined);
    const watchers = rules.filter((rule) => rule.watch !== undefined);
    this.#watches = watchers.map((rule) => rule.watch!());
    this.#watchNames = watchers.map((rule) => rule.name);
    this.#namesHaltingAtClose = this.#watchNames.filter((_, k) => this.#watches[k].closesAt === "close");
    const guarding = rules.filter((rule) => rule.guard !== undefined);
    this.#guardReasons = guarding.map((rule) => this.#reasons.code(rule.name));
    this.#lanes = universe.instruments.map((instrument, index) =>
      new Lane(index, instrument, guarding.map((rule) => rule.guard!()))
    );
    this.#nextStep = new Int32Array(this.#lanes.length);
    this.#active = new Int32Array(this.#lanes.length);
    const { long, short, flat } = signal.reasons ?? DEFAULT_REASONS;
    this.#signalReasonCodes = [short, flat, long].map((text) => this.#reasons.code(text));
    this.#decider = signal.scope === "bar"
      ? new BarDecider(signal as BarSignal, universe, parts.columns)
      : null;
    this.#ledger = new DeskLedger(this.#lanes, this.#broker, this.#portfolio);
    this.#sizing = new SizingView(parts.columns);
  }

  /** Reasons by the numbers that rows carry. */
  get reasons(): Reasons {
    return this.#reasons;
  }

  /** Name of the rule that has ended trading; empty while it goes on. */
  get haltReason(): string {
    return this.#haltReason;
  }

  /** Counts so far. */
  get funnelCounts(): FunnelCounts {
    let working = 0;
    for (const lane of this.#lanes) working += this.#broker.working(lane.index).length;
    return this.funnel.toCounts(this.#reasons, working);
  }

  /** What is held, valued at the last close; between frames. */
  get openPositions(): OpenPosition[] {
    const { quantity, averagePrice, entryTimeMs } = this.#portfolio;
    return this.#lanes.filter(({ index }) => quantity[index] !== 0).map((
      { index, instrument, multiplier, closeBefore },
    ) => ({
      instrument: instrument.symbol,
      direction: quantity[index] > 0 ? "long" : "short",
      quantity: Math.abs(quantity[index]),
      entryTimeMs: entryTimeMs[index],
      entryPrice: averagePrice[index],
      lastPrice: closeBefore,
      unrealisedProfit: quantity[index] * multiplier * (closeBefore - averagePrice[index]),
    }));
  }

  receive(message: Signalled): Settled {
    const { frame } = message;
    const steps = frame.timeMs.length;
    this.#begin(message, steps);
    for (let step = 0; step < steps;) {
      const next = this.#nextEventStep(steps);
      const settledTo = this.#mark(step, next);
      if (settledTo < next) {
        // A watch has called a halt at this step: exits are decided here, and everybody plans anew behind it.
        this.#enterStep(frame, settledTo);
        this.#flattenAll();
        this.#planLanesAfter(settledTo);
        step = settledTo + 1;
      } else {
        if (next < steps) this.#act(frame, next);
        step = next + 1;
      }
    }
    this.#end(frame, steps);
    return {
      ...message,
      equity: this.#equity,
      exposed: this.#exposed,
      orders: this.#orders,
      orderEnds: this.#orderEnds,
      fills: this.#fills,
      trades: this.#portfolio.trades,
    };
  }

  #begin({ frame, columns, signals }: Signalled, steps: number): void {
    if (this.#equity.length < steps) {
      this.#equity = new Float64Array(steps);
      this.#exposed = new Uint8Array(steps);
    }
    this.#exposed.fill(0, 0, steps);
    this.#orders.clear();
    this.#orderEnds.clear();
    this.#fills.clear();
    this.#portfolio.trades.clear();
    this.#sizing.begin(columns);
    this.#decider?.begin(columns, frame);
    touch(frame.timeMs);
    for (const lane of this.#lanes) {
      const bars = frame.bars[lane.index];
      touch(bars.openTimeMs);
      touch(bars.open);
      touch(bars.high);
      touch(bars.low);
      lane.begin(bars, frame.stepOfBar[lane.index], steps, signals[lane.index]);
      this.funnel.bars += bars.length;
      this.#plan(lane, 0);
    }
  }

  #end(frame: Frame, steps: number): void {
    if (steps > 0 && frame.commands !== undefined) {
      this.#enterStep(frame, steps - 1);
      this.#markStep = steps - 1;
      for (const command of frame.commands) {
        if (command.kind === "finalize") this.#closeAtLastOpen(steps - 1);
        else this.#obey(command);
      }
    }
    for (const lane of this.#lanes) {
      this.#countExcursion(lane, lane.length);
      lane.end();
    }
  }

  /** Closes what is held at the open of its last bar, and marks the last step anew. */
  #closeAtLastOpen(step: number): void {
    for (const lane of this.#lanes) {
      this.#cancelWorking(lane, END_OF_RUN);
      if (this.#portfolio.quantity[lane.index] === 0 || lane.length === 0) continue;
      this.#closeOn(lane, lane.length - 1, "open", END_OF_RUN);
    }
    const isExposed = this.#exposed[step];
    this.#mark(step, step + 1);
    this.#exposed[step] = isExposed;
  }

  #nextEventStep(steps: number): number {
    const nextStep = this.#nextStep;
    let next = steps;
    for (let i = 0; i < nextStep.length; i++) if (nextStep[i] < next) next = nextStep[i];
    return next;
  }

  /**
   * Writes equity for the steps from…to−1, in which nobody trades, and lets the watches see it. Returns `to`, or the step at which a
   * watch calls a halt: what lies behind that isn't settled.
   */
  #mark(from: number, to: number): number {
    if (from >= to) return to;
    const portfolio = this.#portfolio, equity = this.#equity, lanes = this.#lanes;
    let isExposed = 0;
    if (lanes.length === 1 && portfolio.quantity[0] !== 0) {
      isExposed = 1;
      markOne(equity, lanes[0].close, portfolio.cash, portfolio.quantity[0] * lanes[0].multiplier, from, to);
    } else {
      markCash(equity, portfolio.cash, from, to);
      for (let i = 0; i < lanes.length; i++) {
        const quantity = portfolio.quantity[i];
        if (quantity === 0) continue;
        isExposed = 1;
        addMarks(equity, lanes[i], quantity * lanes[i].multiplier, from, to);
      }
    }
    let settledTo = to;
    if (this.#watches.length > 0 && this.#haltReason === "") settledTo = this.#watch(from, to);
    if (isExposed === 1) markExposed(this.#exposed, from, settledTo < to ? settledTo + 1 : to);
    return settledTo;
  }

  #watch(from: number, to: number): number {
    let first = to, by = -1;
    const before = this.#watches.map((watch) => watch.state.slice());
    for (let k = 0; k < this.#watches.length; k++) {
      const at = this.#watches[k].scan(this.#equity, from, first);
      if (at < first) {
        first = at;
        by = k;
      }
    }
    if (by < 0) return to;
    // Those that have looked beyond the halt go back to it.
    for (let k = 0; k < by; k++) {
      this.#watches[k].state.set(before[k]);
      this.#watches[k].scan(this.#equity, from, first + 1);
    }
    this.#haltReason = this.#watchNames[by];
    return first;
  }

  #enterStep(frame: Frame, step: number): void {
    this.#step = step;
    this.#nowMs = frame.timeMs[step];
    this.#markStep = step;
  }

  /** Everything that happens at a step at which at least one instrument has an event. */
  #act(frame: Frame, step: number): void {
    const lanes = this.#lanes;
    this.#step = step;
    this.#nowMs = frame.timeMs[step];
    this.#markStep = step - 1;
    const active = this.#active, nextStep = this.#nextStep;
    let count = 0, matching = 0;
    for (let i = 0; i < nextStep.length; i++) {
      if (nextStep[i] !== step) continue;
      active[count++] = i;
      if (lanes[i].mustMatch) matching++;
    }
    if (matching > 0) this.#match(count);

    const settledTo = this.#mark(step, step + 1);
    this.#markStep = step;
    if (settledTo === step) this.#flattenAll();

    for (let k = 0; k < count; k++) {
      const lane = lanes[active[k]];
      const bar = lane.nextBar, { events } = lane;
      if (this.#decider !== null) this.#askDecider(lane);
      else if (lane.eventIndex < events.count && events.bar[lane.eventIndex] === bar) {
        const at = lane.eventIndex++;
        this.#onSignal(lane, bar, events.direction[at], events.strength[at]);
      }
      if (lane.carriedSignalId !== 0 && !this.#isWarmup(lane, bar)) this.#followCarried(lane, bar);
      this.#plan(lane, bar + 1);
    }
    if (settledTo === step) this.#planLanesAfter(step);
    while (this.#endedOrders.length > 0) this.#spareOrders.push(this.#endedOrders.pop()!);
  }

  /** Matches the bars of the first `count` active lanes: at their opens exits before entries, then what happens inside them. */
  #match(count: number): void {
    const lanes = this.#lanes, active = this.#active, broker = this.#broker, held = this.#portfolio.quantity;
    this.#isInsideBar = false;
    for (let k = 0; k < count; k++) {
      const i = active[k], lane = lanes[i];
      if (!lane.mustMatch) continue;
      lane.openedInsideBar = -1;
      if (broker.working(i).length > 0) {
        broker.matchOpen(i, lane.quoteAt(lane.nextBar), true, sideOf(held[i]), this);
      }
    }
    for (let k = 0; k < count; k++) {
      const i = active[k], lane = lanes[i];
      if (!lane.mustMatch || broker.working(i).length === 0) continue;
      broker.matchOpen(i, lane.quoteAt(lane.nextBar), false, sideOf(held[i]), this);
    }
    this.#isInsideBar = true;
    for (let k = 0; k < count; k++) if (lanes[active[k]].mustMatch) this.#matchInside(lanes[active[k]]);
    this.#isInsideBar = false;
  }

  /** What a bar brings after its open: guards and resting orders, the worse for the trader first. */
  #matchInside(lane: Lane): void {
    const i = lane.index, bar = lane.nextBar, portfolio = this.#portfolio;
    const hasGuards = lane.guards.length > 0;
    let hasPassed = false;
    if (hasGuards && portfolio.quantity[i] !== 0) {
      if (lane.openedInsideBar === bar) this.#tryStops(lane, bar);
      else if (scanGuards(lane, bar, bar + 1) === bar) this.#tryGuards(lane, bar);
      else hasPassed = true;
    }
    if (this.#broker.working(i).length > 0) {
      const heldBefore = portfolio.quantity[i];
      this.#broker.matchInside(i, lane.quoteAt(bar), this);
      const held = portfolio.quantity[i];
      // Entered inside this bar: a stop is taken to be touched after the entry if the bar touches it at all, a target isn't.
      if (hasGuards && held !== 0 && held * heldBefore <= 0) this.#tryStops(lane, bar);
    }
    if (!hasGuards || hasPassed || portfolio.quantity[i] === 0) return;
    const close = lane.close[bar];
    if (lane.openedInsideBar === bar) { for (const guard of lane.guards) guard.pass(close, close, close); }
    else for (const guard of lane.guards) guard.pass(lane.high[bar], lane.low[bar], close);
  }

  #tryGuards(lane: Lane, bar: number): void {
    const side = this.#portfolio.quantity[lane.index] > 0 ? -1 : 1, quote = lane.quoteAt(bar);
    const stop = nearest(lane.guards, "stop", side), target = nearest(lane.guards, "target", side);
    const stopPrice = stop < 0 ? NaN : this.#broker.stopTouch(lane.guards[stop].level, side, quote);
    const targetPrice = target < 0 ? NaN : this.#broker.targetTouch(lane.guards[target].level, side, quote);
    const isStop = stopPrice === stopPrice, isTarget = targetPrice === targetPrice;
    // A bar that opens beyond the target has reached it before anything else could happen.
    const targetFirst = isTarget &&
      (!isStop || !this.#settings.stopBeforeTarget || targetPrice === quote.open && stopPrice !== quote.open);
    if (targetFirst) this.#exitByGuard(lane, target, LIMIT, targetPrice);
    else if (isStop) this.#exitByGuard(lane, stop, STOP, stopPrice);
  }

  #tryStops(lane: Lane, bar: number): void {
    const side = this.#portfolio.quantity[lane.index] > 0 ? -1 : 1, quote = lane.quoteAt(bar);
    const stop = nearest(lane.guards, "stop", side);
    if (stop < 0) return;
    const price = this.#broker.stopTouch(lane.guards[stop].level, side, quote);
    // The bar opened before the entry, so its open is no price for the exit.
    if (price === price) this.#exitByGuard(lane, stop, STOP, lane.guards[stop].level);
  }

  #exitByGuard(lane: Lane, guardIndex: number, type: number, quotedPrice: number): void {
    const i = lane.index, quantity = this.#portfolio.quantity[i], side = quantity > 0 ? -1 : 1;
    const level = lane.guards[guardIndex].level, reason = this.#guardReasons[guardIndex];
    const order = this.#draft(lane, this.#portfolio.entrySignalId[i], side, reason, true);
    order.submittedMs = lane.openTimeMs[lane.nextBar];
    order.quantity = Math.abs(quantity);
    order.type = type;
    if (type === LIMIT) order.limitPrice = level;
    else order.stopPrice = level;
    this.#logOrder(order);
    this.funnel.submittedByRule.add(reason);
    order.quotedPrice = quotedPrice;
    order.fillPrice = type === STOP ? this.#broker.slippage.price(quotedPrice, side, false) : quotedPrice;
    this.fill(order);
  }

  /** What comes next for a lane: its next signal, or the bar at which an order or a guard has to be looked at. */
  #plan(lane: Lane, fromBar: number): void {
    const length = lane.length, i = lane.index;
    if (fromBar >= length) {
      this.#nextStep[i] = NEVER;
      return;
    }
    let next: number;
    const isWorking = this.#broker.working(i).length > 0;
    if (this.#decider !== null || isWorking) {
      next = fromBar;
      lane.mustMatch = isWorking || lane.guards.length > 0 && this.#portfolio.quantity[i] !== 0;
    } else {
      const { events } = lane;
      next = lane.eventIndex < events.count ? events.bar[lane.eventIndex] : length;
      lane.mustMatch = false;
      if (lane.carriedSignalId !== 0) {
        const begin = firstAtOrAfter(lane.closeTimeMs, this.#tradeFromMs, fromBar, length);
        if (begin < next) next = begin;
      }
      if (lane.guards.length > 0 && this.#portfolio.quantity[i] !== 0) {
        // Up to and including the signal's bar: where no guard is touched, nothing is left to match there.
        const limit = next < length ? next + 1 : length, touched = scanGuards(lane, fromBar, limit);
        if (touched < limit) {
          next = touched;
          lane.mustMatch = true;
        }
      }
    }
    lane.nextBar = next;
    this.#nextStep[i] = next < length ? lane.stepOf(next) : NEVER;
  }

  /** After a halt: lanes that had nothing to do soon may have an exit under way now. */
  #planLanesAfter(step: number): void {
    for (const lane of this.#lanes) {
      if (this.#nextStep[lane.index] > step && this.#broker.working(lane.index).length > 0) {
        const bar = lane.length === 0 ? -1 : lane.barAt(step);
        if (bar + 1 < lane.length) {
          lane.nextBar = bar + 1;
          this.#nextStep[lane.index] = lane.stepOf(bar + 1);
          lane.mustMatch = true;
        }
      }
    }
  }

  /** Counts the bars before `bar` into the held position's lowest and highest price. */
  #countExcursion(lane: Lane, bar: number): void {
    const i = lane.index, portfolio = this.#portfolio, from = lane.excursionBar;
    if (portfolio.quantity[i] === 0 || from >= bar) return;
    lane.excursionBar = bar;
    widenExcursion(portfolio.lowestPrice, portfolio.highestPrice, i, lane.low, lane.high, from, bar);
  }

  // ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  #askDecider(lane: Lane): void {
    const decider = this.#decider!, bar = lane.nextBar;
    let answer;
    try {
      answer = decider.ask(
        lane,
        bar,
        this.#portfolio,
        this.#equity,
        this.#broker.working(lane.index).length > 0,
      );
    } catch (error) {
      throw failureAt("onBar", lane, bar, error);
    }
    if (answer === undefined) return;
    if (typeof answer === "number") this.#onSignal(lane, bar, answer, 1);
    else if (Array.isArray(answer)) {
      for (const decision of answer as Decision[]) this.#onDecision(lane, bar, decision, false);
    } else this.#onDecision(lane, bar, answer as Decision, false);
  }

  /** A bare direction with a strength: go to the sizer's size there. */
  #onSignal(lane: Lane, bar: number, direction: number, strength: number): void {
    this.funnel.signals++;
    const signalId = ++this.#signalCount;
    lane.carriedSignalId = 0;
    if (this.#isWarmup(lane, bar) && this.#haltReason === "") {
      // It says where to be, and still does when trading begins.
      lane.carriedSignalId = signalId;
      lane.carriedDirection = direction;
      lane.carriedStrength = strength;
    }
    this.#follow(lane, bar, direction, strength, signalId);
  }

  /** Trading has begun: goes where the last signal of the warm-up wanted to be, if none has come since. */
  #followCarried(lane: Lane, bar: number): void {
    const { carriedDirection, carriedStrength, carriedSignalId } = lane;
    lane.carriedSignalId = 0;
    if (carriedDirection === 0) return;
    this.funnel.skipped.takeBack(this.#reasons.code(WARM_UP));
    this.#follow(lane, bar, carriedDirection, carriedStrength, carriedSignalId);
  }

  #follow(lane: Lane, bar: number, direction: number, strength: number, signalId: number): void {
    const i = lane.index, { funnel } = this;
    const want = this.#permitted(direction), held = this.#portfolio.quantity[i];
    if (this.#broker.working(i).length > 0 && this.#haltReason === "") this.#cancelContrary(lane, want);
    const skip = this.#skipReason(lane, bar, direction);
    if (skip !== "") return funnel.skipped.add(this.#reasons.code(skip));
    if (this.#broker.working(i).length > 0) this.#cancelWorking(lane, REPLACED, !this.#closesThenOpens);
    const closing = Math.abs(held), side = want !== 0 ? want : held > 0 ? -1 : 1;
    let opening = 0;
    if (want !== 0) {
      opening = this.#size(lane, bar, want, strength);
      if (!(opening > 0)) {
        if (closing === 0) return funnel.unsized.add(this.#reasons.code(unsizedReason(opening)));
        opening = 0;
      }
    }
    funnel.sized++;
    let trimmed = false;
    if (opening > 0 && (this.#reviewers.length > 0 || side < 0)) {
      const approved = this.#review(lane, bar, side, opening);
      if (approved < opening) {
        if (!(approved > 0) && closing === 0) return funnel.refused.add(this.#verdictReason);
        funnel.resized.add(this.#verdictReason);
        opening = approved;
        trimmed = true;
      }
    }
    funnel.approved++;
    const order = this.#draft(lane, signalId, side, this.#signalReasonCodes[want + 1], opening === 0);
    order.quantity = closing + opening;
    order.opening = opening;
    if (this.#isSizedAtFill && opening > 0 && !trimmed) order.strengthAtFill = strength;
    this.#submit(lane, order, bar);
  }

  /** A decision with more to it: a quantity, an order type, exits of its own. Given by hand it has no signal. */
  #onDecision(lane: Lane, bar: number, decision: Decision, byHand: boolean): void {
    const { direction, strength = 1, quantity, type = "market", timeInForce = "gtc" } = decision;
    const isPlain = quantity === undefined && type === "market" && decision.stopLossPrice === undefined &&
      decision.takeProfitPrice === undefined && decision.reason === undefined && !byHand;
    const fault = decisionFault(decision);
    if (fault === "" && isPlain) return this.#onSignal(lane, bar, direction, strength);

    const i = lane.index, { funnel } = this;
    let signalId = 0;
    if (!byHand) {
      funnel.signals++;
      signalId = ++this.#signalCount;
    }
    const held = this.#portfolio.quantity[i];
    if (
      fault === "" && quantity === undefined && this.#haltReason === "" && this.#broker.working(i).length > 0
    ) {
      this.#cancelContrary(lane, this.#permitted(direction));
    }
    const skip = fault !== ""
      ? fault
      : quantity !== undefined
      ? this.#haltOrWarmup(lane, bar)
      : this.#skipReason(lane, bar, direction);
    if (skip !== "") {
      const reason = this.#reasons.code(skip);
      return byHand ? funnel.refused.add(reason) : funnel.skipped.add(reason);
    }
    const want = quantity === undefined ? this.#permitted(direction) : direction;
    const side = want !== 0 ? want : held > 0 ? -1 : 1;
    const isAgainst = held * side < 0;
    let closing = 0, opening = 0;
    if (quantity === undefined) {
      if (this.#broker.working(i).length > 0) this.#cancelWorking(lane, REPLACED, !this.#closesThenOpens);
      closing = isAgainst ? Math.abs(held) : 0;
      if (want !== 0) opening = this.#size(lane, bar, want, strength);
    } else {
      if (decision.replacesEntries) this.#cancelEntries(lane);
      const asked = roundDownToLot(quantity, lane.instrument.lotSize);
      const mayOpen = want !== 0 && this.#permitted(want) === want;
      closing = isAgainst ? Math.min(asked, Math.abs(held)) : 0;
      opening = mayOpen ? asked - closing : 0;
    }
    if (!(closing + opening > 0)) {
      return funnel.unsized.add(this.#reasons.code(unsizedReason(closing + opening)));
    }
    if (!(opening > 0)) opening = 0;
    if (!byHand) funnel.sized++;
    if (opening > 0 && (this.#reviewers.length > 0 || side < 0)) {
      const approved = this.#review(lane, bar, side, opening);
      if (approved < opening) {
        if (!(approved > 0) && closing === 0) return funnel.refused.add(this.#verdictReason);
        funnel.resized.add(this.#verdictReason);
        opening = approved;
      }
    }
    if (byHand) funnel.submittedByHand++;
    else funnel.approved++;
    const { tickSize } = lane.instrument;
    const reason = decision.reason === undefined
      ? this.#signalReasonCodes[want + 1]
      : this.#reasons.code(decision.reason);
    const order = this.#draft(lane, signalId, side, reason, opening === 0);
    order.quantity = closing + opening;
    order.opening = opening;
    order.type = ORDER_TYPES.indexOf(type);
    order.limitPrice = roundToTick(decision.limitPrice ?? NaN, tickSize);
    order.stopPrice = roundToTick(decision.stopPrice ?? NaN, tickSize);
    order.timeInForce = TIMES_IN_FORCE.indexOf(timeInForce);
    order.expiresMs = order.timeInForce === 0 ? Infinity : NaN;
    order.stopLossPrice = roundToTick(decision.stopLossPrice ?? NaN, tickSize);
    order.takeProfitPrice = roundToTick(decision.takeProfitPrice ?? NaN, tickSize);
    if (this.#isSizedAtFill && opening > 0 && quantity === undefined) order.strengthAtFill = strength;
    this.#submit(lane, order, bar);
  }

  #obey(command: Exclude<Command, { kind: "finalize" }>): void {
    for (const lane of this.#lanes) {
      if (command.instrumentIndex !== undefined && command.instrumentIndex !== lane.index) continue;
      if (command.kind === "order") {
        this.#onDecision(lane, lane.length - 1, command.decision, true);
      } else this.#cancelWorking(lane, "cancelled by hand");
      if (command.kind === "flatten" && this.#portfolio.quantity[lane.index] !== 0) {
        this.funnel.submittedByHand++;
        this.#flatten(lane, "flattened by hand");
      }
    }
  }

  /** Why a signal asks for nothing that could be done, or "". */
  #skipReason(lane: Lane, bar: number, direction: number): string {
    const general = this.#haltOrWarmup(lane, bar);
    if (general !== "") return general;
    const held = Math.sign(this.#portfolio.quantity[lane.index]);
    const want = this.#permitted(direction);
    if (want !== held) return "";
    if (want !== direction) {
      return direction < 0 ? "short not allowed (direction long)" : "long not allowed (direction short)";
    }
    return want === 0 ? "already flat" : want > 0 ? "already long" : "already short";
  }

  #haltOrWarmup(lane: Lane, bar: number): string {
    if (this.#haltReason !== "") return `halted: ${this.#haltReason}`;
    return this.#isWarmup(lane, bar) ? WARM_UP : "";
  }

  #isWarmup(lane: Lane, bar: number): boolean {
    return this.#tradeFromMs !== -Infinity && lane.closeTimeMs[bar] < this.#tradeFromMs;
  }

  #permitted(direction: number): number {
    const { direction: allowed } = this.#settings;
    return allowed === "long" && direction < 0 || allowed === "short" && direction > 0 ? 0 : direction;
  }

  #size(lane: Lane, bar: number, direction: number, strength: number): number {
    const sizing = this.#sizing;
    sizing.instrument = lane.instrument;
    sizing.instrumentIndex = lane.index;
    sizing.bar = bar;
    sizing.direction = direction;
    sizing.strength = strength;
    sizing.price = lane.priceAt(bar);
    sizing.equity = this.#equity[this.#step];
    sizing.cash = this.#portfolio.cash;
    sizing.quantity = this.#portfolio.quantity[lane.index];
    return roundDownToLot(this.#askSizer(lane, bar), lane.instrument.lotSize);
  }

  #askSizer(lane: Lane, bar: number): number {
    try {
      return this.#sizer.quantity(this.#sizing);
    } catch (error) {
      throw failureAt(`The sizer "${this.#sizer.title}"`, lane, bar, error);
    }
  }

  /** Set by `#review` when it takes something away. */
  #verdictReason = 0;

  /** Units of an opening that the instrument and the rules let through. */
  #review(lane: Lane, bar: number, side: number, quantity: number): number {
    if (side < 0 && !lane.instrument.shortable) {
      this.#verdictReason = this.#reasons.code("instrument can't be sold short");
      return 0;
    }
    const ledger = this.#ledger, price = lane.priceAt(bar);
    const closes = this.#portfolio.quantity[lane.index] * side < 0;
    ledger.at(this.#markStep, this.#nowMs, this.#equity[this.#step], closes ? lane.index : -1);
    let approved = quantity;
    for (const rule of this.#reviewers) {
      let verdict;
      try {
        verdict = rule.review!(ledger.intent(lane, side, approved, price), ledger);
      } catch (error) {
        throw failureAt(`The risk rule "${rule.name}"`, lane, bar, error);
      }
      if (verdict?.kind === "approve") continue;
      const reason = verdict?.reason;
      if (typeof reason !== "string" || reason === "") {
        const at = `${lane.instrument.symbol}, bar ${lane.barsBefore + bar} (${
          isoTime(lane.closeTimeMs[bar])
        })`;
        throw new LockstepError(
          `The risk rule "${rule.name}" took an intent away without a reason at ${at}: answer with approve(), resize() or refuse().`,
        );
      }
      this.#verdictReason = this.#reasons.code(reason);
      if (verdict.kind === "refuse") return 0;
      const trimmed = roundDownToLot(verdict.quantity, lane.instrument.lotSize);
      if (!(trimmed > 0)) return 0;
      if (trimmed < approved) approved = trimmed;
    }
    return approved;
  }

  // ── orders ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A market order to be completed, then logged. */
  #draft(lane: Lane, signalId: number, side: number, reasonCode: number, isReduceOnly: boolean): Order {
    const order = this.#spareOrders.pop() ?? new Order();
    order.become(++this.#orderCount, lane.index, signalId, side, reasonCode);
    order.submittedMs = this.#nowMs;
    order.isReduceOnly = isReduceOnly;
    return order;
  }

  #logOrder(order: Order): void {
    const at = this.#orders.append(), rows = this.#orders.data;
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
    this.funnel.submitted++;
  }

  /** Logs an order and hands it to the broker. */
  #submit(lane: Lane, order: Order, bar: number): void {
    this.#logOrder(order);
    const rejection = this.#broker.submit(order);
    if (rejection !== undefined) return this.#reject(order, rejection);
    if (this.#settings.fillAt === "close" && order.type === MARKET && bar >= 0) {
      this.#broker.cancel(order);
      this.#countExcursion(lane, bar + 1);
      order.quotedPrice = lane.close[bar];
      order.fillPrice = this.#broker.slippage.price(order.quotedPrice, order.side, !order.isReduceOnly);
      this.fill(order);
      lane.excursionBar = bar + 1;
    }
  }

  #flattenAll(): void {
    const held = this.#portfolio.quantity, step = this.#step;
    for (const lane of this.#lanes) {
      this.#cancelWorking(lane, `halted: ${this.#haltReason}`);
      const closesNow = this.#haltsAtClose && held[lane.index] !== 0 && lane.hasBarAt(step);
      if (closesNow) this.#closeOn(lane, lane.barAt(step), "close", this.#haltReason);
      else this.#flatten(lane, this.#haltReason);
    }
    if (!this.#haltsAtClose) return;
    if (held.every((units) => units === 0)) this.#portfolio.writeOffDebt();
    const isExposed = this.#exposed[step];
    this.#mark(step, step + 1);
    this.#exposed[step] = isExposed;
  }

  /** Closes a position at the open or the close of a bar that is over, as only presets may. */
  #closeOn(lane: Lane, bar: number, at: "open" | "close", why: string): void {
    const held = this.#portfolio.quantity[lane.index], side = held > 0 ? -1 : 1, nextBar = lane.nextBar;
    const reason = this.#reasons.code(why), signalId = this.#portfolio.entrySignalId[lane.index];
    const price = lane[at][bar];
    this.#countExcursion(lane, at === "close" ? bar + 1 : bar);
    lane.nextBar = bar;
    const order = this.#draft(lane, signalId, side, reason, true);
    order.quantity = Math.abs(held);
    this.#logOrder(order);
    this.funnel.submittedByRule.add(reason);
    order.quotedPrice = price;
    order.fillPrice = this.#broker.slippage.price(price, side, false);
    this.fill(order);
    lane.nextBar = nextBar;
  }

  #flatten(lane: Lane, why: string): void {
    const held = this.#portfolio.quantity[lane.index];
    if (held === 0) return;
    const reason = this.#reasons.code(why), signalId = this.#portfolio.entrySignalId[lane.index];
    const order = this.#draft(lane, signalId, held > 0 ? -1 : 1, reason, true);
    order.quantity = Math.abs(held);
    this.#logOrder(order);
    if (why === this.#haltReason) this.funnel.submittedByRule.add(reason);
    const rejection = this.#broker.submit(order);
    if (rejection !== undefined) this.#reject(order, rejection);
  }

  /** Cancels orders that still work; the exits that came with an entry may be kept until something is filled. */
  #cancelWorking(lane: Lane, reason: string, keepsExits = false): void {
    for (const order of [...this.#broker.working(lane.index)]) {
      if (keepsExits && order.ocoGroup !== 0) continue;
      this.#broker.cancel(order);
      this.cancel(order, reason);
    }
  }

  #cancelEntries(lane: Lane): void {
    for (const order of [...this.#broker.working(lane.index)]) {
      if (order.isReduceOnly) continue;
      this.#broker.cancel(order);
      this.cancel(order, "replaced by a newer order");
    }
  }

  /** Cancels what works towards another side than the one that is wanted now. */
  #cancelContrary(lane: Lane, want: number): void {
    for (const order of [...this.#broker.working(lane.index)]) {
      if (order.ocoGroup !== 0 || order.side === want || order.isReduceOnly && want === 0) continue;
      this.#broker.cancel(order);
      this.cancel(order, REPLACED);
    }
  }

  #reject(order: Order, reason: string): void {
    const code = this.#reasons.code(reason);
    this.funnel.rejected.add(code);
    this.#logEnd(order, REJECTED, code);
  }

  #logEnd(order: Order, status: number, reasonCode: number): void {
    const at = this.#orderEnds.append(), rows = this.#orderEnds.data;
    rows[at] = order.id;
    rows[at + 1] = status;
    rows[at + 2] = this.#nowMs;
    rows[at + 3] = reasonCode;
    this.#endedOrders.push(order);
  }

  // ── what the broker reports ──────────────────────────────────────────────────────────────────────────────────────────────────

  fill(order: Order): boolean {
    const lane = this.#lanes[order.instrumentIndex], fill = this.#fillInHand;
    const before = this.#portfolio.quantity[order.instrumentIndex];
    if (order.isReduceOnly) {
      const closable = Math.max(0, Math.min(-before * order.side, this.#heldOf(order)));
      if (closable === 0) {
        this.cancel(order, "nothing left to close");
        return false;
      }
      if (order.quantity > closable) order.quantity = closable;
    } else if (this.#closesThenOpens) {
      if (before * order.side < 0) return this.#closeThenOpen(lane, order);
    } else if (order.strengthAtFill === 0) {
      // What it was to close may have been closed by another order meanwhile: its opening part stands.
      order.quantity = Math.min(order.quantity - order.opening, Math.max(0, -before * order.side)) +
        order.opening;
    }
    if (order.strengthAtFill > 0) {
      this.#sizeAtFill(lane, order);
      if (!(order.quantity > 0)) {
        this.#reject(order, "below one lot at the price of the fill");
        return false;
      }
    }
    fill.quantity = order.side * order.quantity;
    fill.price = order.fillPrice;
    fill.fee = this.#broker.commission.fee(order.quantity, order.fillPrice, lane.multiplier);
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
          this.#reject(order, refusal);
          return false;
        }
        // An exit is never held up by what was to follow it.
        this.funnel.resized.add(this.#reasons.code(`closed only: ${refusal}`));
        order.quantity = Math.abs(before);
        order.stopLossPrice = order.takeProfitPrice = NaN;
        fill.quantity = -before;
        fill.fee = this.#broker.commission.fee(order.quantity, order.fillPrice, lane.multiplier);
      }
    }
    this.#book(lane, order);
    this.funnel.filled++;
    this.#logEnd(order, FILLED, order.reasonCode);
    this.#afterFill(lane, order);
    if (order.hasExits) this.#sendExits(lane, order);
    return true;
  }

  /** See {@link DeskSettings.reversal}. */
  #closeThenOpen(lane: Lane, order: Order): boolean {
    const { side, fillPrice, quotedPrice } = order,
      { slippage, commission } = this.#broker,
      fill = this.#fillInHand;
    const held = Math.abs(this.#portfolio.quantity[lane.index]), isSizedAtFill = order.strengthAtFill > 0;
    const closing = isSizedAtFill ? held : Math.min(held, order.quantity);
    fill.quantity = side * closing;
    fill.price = fillPrice === quotedPrice ? fillPrice : slippage.price(quotedPrice, side, false);
    fill.fee = commission.fee(closing, fill.price, lane.multiplier);
    this.#book(lane, order);
    this.#afterFill(lane, order);
    if (isSizedAtFill) this.#sizeAtFill(lane, order);
    else {
      // What rounding leaves of a difference is nothing to open.
      const rest = order.quantity - closing;
      order.quantity = rest > 1e-9 * closing ? roundDownToLot(rest, lane.instrument.lotSize) : 0;
    }

    let refusal = isSizedAtFill && !(order.quantity > 0) ? "below one lot at the price of the fill" : "";
    fill.quantity = side * order.quantity;
    fill.price = fillPrice;
    fill.fee = commission.fee(order.quantity, fillPrice, lane.multiplier);
    if (order.quantity > 0) refusal = this.#unaffordable(lane, order);
    if (refusal !== "") {
      this.#reject(order, refusal);
      return false;
    }
    this.funnel.filled++;
    this.#logEnd(order, FILLED, order.reasonCode);
    if (order.quantity > 0) {
      this.#book(lane, order);
      this.#afterFill(lane, order);
      if (order.hasExits) this.#sendExits(lane, order);
    }
    return true;
  }

  /** Books the fill in hand, whose quantity, price and fee are set, and writes it down. */
  #book(lane: Lane, order: Order): void {
    const fill = this.#fillInHand, bar = lane.nextBar;
    this.#countExcursion(lane, bar);
    fill.instrumentIndex = lane.index;
    fill.timeMs = lane.openTimeMs[bar];
    fill.bar = lane.barsBefore + bar;
    fill.reasonCode = order.reasonCode;
    fill.signalId = order.signalId;
    this.#heldBefore = this.#portfolio.quantity[lane.index];
    this.#portfolio.applyFill(fill);
    const held = this.#portfolio.quantity[lane.index];
    if (this.#heldBefore < 0 !== held < 0) this.#shortCount += held < 0 ? 1 : -1;
    const at = this.#fills.append(), rows = this.#fills.data;
    rows[at] = order.id;
    rows[at + 1] = lane.index;
    rows[at + 2] = fill.timeMs;
    rows[at + 3] = fill.bar;
    rows[at + 4] = fill.price;
    rows[at + 5] = fill.quantity;
    rows[at + 6] = fill.fee;
    rows[at + 7] = (fill.price - order.quotedPrice) * fill.quantity * lane.multiplier;
  }

  /** What follows from the fill in hand: guards armed or let go, exits that are over. */
  #afterFill(lane: Lane, order: Order): void {
    const i = lane.index, bar = lane.nextBar, portfolio = this.#portfolio, before = this.#heldBefore;
    const after = portfolio.quantity[i];
    if (after === 0) {
      for (let k = 0; k < lane.guards.length; k++) lane.guards[k].disarm();
    } else if (Math.abs(after) > Math.abs(before) || after * before < 0) {
      const side = after > 0 ? 1 : -1;
      for (let k = 0; k < lane.guards.length; k++) lane.guards[k].arm(side, portfolio.averagePrice[i]);
      if (before * after <= 0) {
        lane.excursionBar = bar;
        // A broker that takes each order against the whole bar reports what happened inside it at its open, too.
        if (this.#isInsideBar || order.quotedPrice !== lane.open[bar]) {
          lane.openedInsideBar = bar;
          lane.excursionBar = bar + 1;
          const close = lane.close[bar];
          if (close < portfolio.lowestPrice[i]) portfolio.lowestPrice[i] = close;
          if (close > portfolio.highestPrice[i]) portfolio.highestPrice[i] = close;
        }
      }
    }
    if (order.ocoGroup !== 0 || after === 0 || portfolio.heldOf !== undefined && before * after >= 0) {
      this.#cancelBrothers(lane, order, after === 0);
    } else if (before * after < 0) {
      // Turned: the exits of what was held before have nothing to close any more.
      this.#cancelBrothers(lane, order, true);
    }
  }

  /** Orders of the same group are over once one is filled; exits are over once nothing is held, or nothing of their lot. */
  #cancelBrothers(lane: Lane, filled: Order, isFlat: boolean): void {
    const working = this.#broker.working(lane.index);
    if (working.length === 0) return;
    for (const order of [...working]) {
      if (order === filled) continue;
      const isBrother = order.ocoGroup !== 0 && order.ocoGroup === filled.ocoGroup;
      if (!isBrother && !(order.isReduceOnly && (isFlat || this.#heldOf(order) === 0))) continue;
      this.#broker.cancel(order);
      this.cancel(order, isBrother ? "the other exit was filled" : "nothing left to close");
    }
  }

  /** Units that an exit may close of the lot that it belongs to; Infinity where it belongs to none. */
  #heldOf({ ocoGroup, signalId, instrumentIndex }: Order): number {
    const portfolio = this.#portfolio;
    if (portfolio.heldOf === undefined || ocoGroup === 0 || signalId === 0) return Infinity;
    return portfolio.heldOf(instrumentIndex, signalId);
  }

  #sendExits(lane: Lane, parent: Order): void {
    const { stopLossPrice, takeProfitPrice, side, signalId } = parent;
    const quantity = Math.min(parent.quantity, Math.abs(this.#portfolio.quantity[lane.index]));
    const timeMs = lane.openTimeMs[lane.nextBar];
    for (
      const [type, price, why] of [[STOP, stopLossPrice, "stop loss"], [
        LIMIT,
        takeProfitPrice,
        "take profit",
      ]] as const
    ) {
      if (price !== price) continue;
      const reason = this.#reasons.code(why);
      const order = this.#draft(lane, signalId, -side, reason, true);
      order.submittedMs = timeMs;
      order.quantity = quantity;
      order.type = type;
      if (type === LIMIT) order.limitPrice = price;
      else order.stopPrice = price;
      order.ocoGroup = parent.id;
      this.#logOrder(order);
      this.funnel.submittedByRule.add(reason);
      const rejection = this.#broker.submit(order);
      if (rejection !== undefined) this.#reject(order, rejection);
    }
  }

  #sizeAtFill(lane: Lane, order: Order): void {
    const sizing = this.#sizing, portfolio = this.#portfolio, before = portfolio.quantity[lane.index];
    const { fillPrice } = order, { commission } = this.#broker;
    const feePerUnit = commission.fee(1, order.quotedPrice, lane.multiplier);
    const closing = before * order.side < 0 ? Math.abs(before) : 0;
    const closedCash = portfolio.cash - order.side * closing * fillPrice * lane.multiplier -
      (closing > 0 ? commission.fee(closing, fillPrice, lane.multiplier) : 0);
    sizing.instrument = lane.instrument;
    sizing.instrumentIndex = lane.index;
    sizing.direction = order.side;
    sizing.strength = order.strengthAtFill;
    sizing.price = fillPrice + feePerUnit / lane.multiplier;
    sizing.equity = sizing.cash = closedCash;
    sizing.quantity = before;
    order.quantity = closing + roundDownToLot(this.#askSizer(lane, lane.nextBar), lane.instrument.lotSize);
  }

  /** Why the account can't take the fill in hand, or "": gross notional may not exceed equity × leverage, at this fill's price. */
  #unaffordable(lane: Lane, order: Order): string {
    const { multiplier } = lane,
      { leverage, sizeAt } = this.#settings,
      { quantity, price, fee } = this.#fillInHand;
    const after = this.#portfolio.quantity[lane.index] + quantity;
    const cashAfter = this.#portfolio.cash - quantity * price * multiplier - fee;
    // With nothing short, cash that isn't below zero means that positions are worth no more than equity: no need to add them up.
    if (cashAfter >= 0 && after > 0 && this.#shortCount === 0 && leverage >= 1 && sizeAt === "decision") {
      return "";
    }
    let gross = Math.abs(after) * price * multiplier;
    let equity = cashAfter + after * price * multiplier;
    const lanes = this.#lanes, held = this.#portfolio.quantity;
    for (let i = 0; i < lanes.length; i++) {
      if (held[i] === 0 || i === lane.index) continue;
      const notional = held[i] * lanes[i].closeAt(this.#markStep) * lanes[i].multiplier;
      gross += Math.abs(notional);
      equity += notional;
    }
    let room = equity * leverage;
    // What is sized at the fill counts its fee once, at the price before slippage; so it is sized.
    if (sizeAt === "fill") {
      const feeAsSized = this.#broker.commission.fee(Math.abs(quantity), order.quotedPrice, multiplier);
      room = (equity + fee) * leverage - feeAsSized;
    }
    // Rounding of sums of notionals is no reason to reject.
    if (gross <= room * (1 + 1e-12)) return "";
    return leverage === 1 ? "insufficient cash" : "insufficient buying power";
  }

  expire(order: Order): void {
    this.funnel.expired++;
    this.#logEnd(order, EXPIRED, this.#reasons.code("its day is over"));
  }

  cancel(order: Order, reason: string): void {
    const code = this.#reasons.code(reason);
    this.funnel.cancelled.add(code);
    this.#logEnd(order, CANCELLED, code);
  }

  // ── snapshots ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  snapshot(): Snapshot {
    const state: DeskState = {
      portfolio: this.#portfolio.snapshot(),
      broker: this.#broker.snapshot(),
      guards: this.#lanes.map((lane) => lane.guards.map((guard) => guard.snapshot())),
      watches: this.#watches.map((watch) => watch.snapshot()),
      lanes: this.#lanes.map((lane) => lane.snapshot()),
      decider: this.#decider?.snapshot(),
      reasons: [...this.#reasons.texts],
      funnel: this.funnel.snapshot(),
      orderCount: this.#orderCount,
      signalCount: this.#signalCount,
      haltReason: this.#haltReason,
    };
    return { actor: this.name, version: 1, state };
  }

  restore(snapshot: Snapshot): void {
    if (snapshot.actor !== this.name || snapshot.version !== 1) {
      throw new LockstepError(
        `Can't restore a desk from a snapshot of ${snapshot.actor} version ${snapshot.version}.`,
      );
    }
    const state = snapshot.state as DeskState;
    this.#portfolio.restore(state.portfolio);
    this.#shortCount = this.#portfolio.quantity.filter((units) => units < 0).length;
    this.#broker.restore(state.broker);
    this.#lanes.forEach((lane, i) => {
      lane.guards.forEach((guard, k) => guard.restore(state.guards[i][k]));
      lane.restore(state.lanes[i]);
    });
    this.#watches.forEach((watch, k) => watch.restore(state.watches[k]));
    this.#decider?.restore(state.decider);
    this.#reasons.restore(state.reasons);
    this.funnel.restore(state.funnel);
    this.#orderCount = state.orderCount;
    this.#signalCount = state.signalCount;
    this.#haltReason = state.haltReason;
  }
}

interface DeskState {
  readonly portfolio: unknown;
  readonly broker: unknown;
  readonly guards: readonly (readonly ReturnType<Guard["snapshot"]>[])[];
  readonly watches: readonly ReturnType<Watch["snapshot"]>[];
  readonly lanes: readonly (readonly number[])[];
  readonly decider: unknown;
  readonly reasons: readonly string[];
  readonly funnel: FunnelSnapshot;
  readonly orderCount: number;
  readonly signalCount: number;
  readonly haltReason: string;
}

function failureAt(part: string, lane: Lane, bar: number, error: unknown): LockstepError {
  return partFailure(part, lane.instrument.symbol, lane.barsBefore + bar, lane.openTimeMs[bar], error);
}

/** First index in from…to−1 whose time is at or after `timeMs`, or `to`. */
function firstAtOrAfter(times: Float64Array, timeMs: number, from: number, to: number): number {
  let index = from;
  while (index < to && times[index] < timeMs) index++;
  return index;
}

function sideOf(quantity: number): number {
  return quantity > 0 ? 1 : quantity < 0 ? -1 : 0;
}

function unsizedReason(quantity: number): string {
  return quantity !== quantity ? "the sizer gave no number" : "below one lot";
}
