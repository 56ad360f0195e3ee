import type { Actor, Snapshot } from "../actor.ts";
import type { Bars } from "../bars.ts";
import type { Broker } from "../broker.ts";
import type { Decision } from "../decision.ts";
import { LockstepError } from "../error.ts";
import type { Frame, Universe } from "../frame.ts";
import type { Settled, Signalled } from "../messages.ts";
import { MARKET } from "../order.ts";
import { partFailure } from "../part_failure.ts";
import type { Portfolio } from "../portfolio.ts";
import type { Reasons } from "../reasons.ts";
import type { FunnelCounts, OpenPosition } from "../result.ts";
import type { Guard, RiskRule, Watch } from "../risk.ts";
import type { BarSignal, SignalReasons, SignalSpec } from "../signal.ts";
import type { Sizer } from "../sizer.ts";
import { TAKEN_OVER, type TakenPosition } from "../taken_position.ts";
import { Agenda } from "./agenda.ts";
import { BarDecider } from "./bar_decider.ts";
import { Decisions } from "./decisions.ts";
import { DeskBook } from "./desk_book.ts";
import type { DeskSettings } from "./desk_settings.ts";
import { Fills } from "./fills.ts";
import type { FunnelSnapshot } from "./funnel.ts";
import { GuardExits } from "./guard_exits.ts";
import { DECIDE, Lane, MATCH } from "./lane.ts";
import { Marking } from "./marking.ts";
import { Matching } from "./matching.ts";
import { Orders } from "./orders.ts";
import { Sizing } from "./sizing.ts";

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

/** A price at which something would happen. */
export interface PriceLevel {
  readonly instrumentIndex: number;
  /** A working order's, or one that a rule guards. */
  readonly kind: "limit" | "stop" | "guardStop" | "guardTarget";
  readonly price: number;
  /** +1 would buy, −1 would sell, and how much. */
  readonly side: number;
  readonly quantity: number;
  /** 0 where it is no order's. */
  readonly orderId: number;
  /** Name of the rule that guards it; empty for an order. */
  readonly rule: string;
}

/** Why positions are closed by a command to finalize. */
const END_OF_RUN = "end of the run";

const DEFAULT_REASONS: SignalReasons = { long: "signal long", short: "signal short", flat: "signal flat" };

/**
 * Steps sizer, risk rules, broker and portfolio through a frame in time order, instruments in their fixed order within a timestamp:
 * match what works at the broker, book the fills, mark to market, watch and guard, then signal, size, review and submit.
 *
 * It jumps: where no instrument has an event (a signal, an order that works, a guard that would be touched) only marking to market is
 * left, and that is one loop over a span of columns. Stepping every bar gives the same to the last bit; the frame law proves it, since
 * frames of one bar leave nothing to jump over.
 */
export class Desk implements Actor<Signalled, Settled> {
  readonly name = "desk";
  declare private readonly book: DeskBook;
  declare private readonly agenda: Agenda;
  declare private readonly orders: Orders;
  declare private readonly sizing: Sizing;
  declare private readonly fills: Fills;
  declare private readonly exits: GuardExits;
  declare private readonly matching: Matching;
  declare private readonly marking: Marking;
  declare private readonly decisions: Decisions;
  declare private readonly decider: BarDecider | null;
  /** Names of the rules that guard, by guard of a lane. */
  declare private readonly guardNames: readonly string[];

  constructor({ universe, rules, signal, sizer, columns, broker, portfolio, settings }: DeskParts) {
    const guarding = rules.filter((rule) => rule.guard !== undefined);
    const lanes = universe.instruments.map((instrument, index) =>
      new Lane(
        index,
        instrument,
        guarding.map((rule) => rule.guard!()),
        portfolio.positions[index],
        broker.books[index],
      )
    );
    const book = this.book = new DeskBook(lanes, broker, portfolio, settings);
    this.guardNames = guarding.map(({ name }) => name);
    const marking = this.marking = new Marking(book, rules);
    this.decider = signal.scope === "bar"
      ? new BarDecider(signal as BarSignal, universe, columns, book, marking)
      : null;
    this.agenda = new Agenda(book, this.decider !== null);
    this.orders = new Orders(book);
    this.sizing = new Sizing(book, marking, sizer, columns);
    this.fills = new Fills(book, this.orders, this.sizing, marking);
    this.exits = new GuardExits(book, this.orders, this.fills, this.guardNames);
    this.matching = new Matching(book, this.fills, this.agenda, this.exits);
    this.decisions = new Decisions(
      book,
      this.orders,
      this.fills,
      this.sizing,
      marking,
      rules,
      signal.reasons ?? DEFAULT_REASONS,
    );
  }

  /** Reasons by the numbers that rows carry. */
  get reasons(): Reasons {
    return this.book.reasons;
  }

  /** Name of the rule that has ended trading; empty while it goes on. */
  get haltReason(): string {
    return this.book.haltReason;
  }

  /** Counts so far. */
  get funnelCounts(): FunnelCounts {
    const { lanes, funnel, reasons } = this.book;
    return funnel.toCounts(reasons, lanes.reduce((sum, { workingCount }) => sum + workingCount, 0));
  }

  /** What is held, valued at the last close; between frames. */
  get openPositions(): OpenPosition[] {
    return this.book.lanes.filter(({ position }) => position.quantity !== 0).map((
      { instrument, multiplier, closeBefore, position: { quantity, averagePrice, entryTimeMs } },
    ) => ({
      instrument: instrument.symbol,
      direction: quantity > 0 ? "long" : "short",
      quantity: Math.abs(quantity),
      entryTimeMs,
      entryPrice: averagePrice,
      lastPrice: closeBefore,
      unrealisedProfit: quantity * multiplier * (closeBefore - averagePrice),
    }));
  }

  /** Cash of the account; between frames. */
  get cash(): number {
    return this.book.portfolio.cash;
  }

  /** Whether a market order works on an instrument; between frames. */
  hasMarketOrder(instrumentIndex: number): boolean {
    return this.book.lanes[instrumentIndex].orderBook.working.some(({ type }) => type === MARKET);
  }

  /** Whether an order or a guard of an instrument waits for a price; between frames. */
  waitsForPrices(instrumentIndex: number): boolean {
    const { workingCount, side, guards } = this.book.lanes[instrumentIndex];
    return workingCount > 0 || side !== 0 && guards.length > 0;
  }

  /** Prices at which something would happen: orders that work, and levels that rules guard; between frames. */
  get levels(): PriceLevel[] {
    return this.book.lanes.flatMap((lane) => {
      const instrumentIndex = lane.index, side = lane.position.quantity > 0 ? -1 : 1;
      const orders = lane.orderBook.working.flatMap((order): PriceLevel[] => {
        const { id, side, quantity, limitPrice, stopPrice } = order,
          about = { instrumentIndex, side, quantity, orderId: id };
        return [
          ...stopPrice === stopPrice ? [{ ...about, kind: "stop", price: stopPrice, rule: "" } as const] : [],
          ...limitPrice === limitPrice
            ? [{ ...about, kind: "limit", price: limitPrice, rule: "" } as const]
            : [],
        ];
      });
      const guards = lane.position.quantity === 0
        ? []
        : lane.guards.flatMap((guard, k): PriceLevel[] =>
          guard.level !== guard.level ? [] : [{
            instrumentIndex,
            side,
            quantity: Math.abs(lane.position.quantity),
            orderId: 0,
            kind: guard.kind === "stop" ? "guardStop" : "guardTarget",
            price: guard.level,
            rule: this.guardNames[k],
          }]
        );
      return [...orders, ...guards];
    });
  }

  receive(message: Signalled): Settled {
    const { frame } = message;
    this.#begin(message);
    const { steps } = this.book;
    for (;;) {
      const next = this.agenda.next(steps);
      const halted = this.marking.isWatching ? this.marking.markTo(next) : next;
      if (halted < next) this.#halt(frame, halted);
      else if (next === steps) break;
      else if (this.agenda.activeCount === 1) this.#actAlone(frame, next);
      else this.#act(frame, next);
    }
    this.marking.markTo(steps);
    this.#end(frame, steps);
    const { equity, exposed, orders, orderEnds, fills, portfolio: { trades } } = this.book;
    const { statements } = this.book;
    return { ...message, equity, exposed, orders, orderEnds, fills, trades, statements };
  }

  #begin({ frame, columns, signals }: Signalled): void {
    const { lanes, funnel } = this.book;
    this.book.begin(frame.timeMs.length);
    if (frame.trades !== undefined && !this.book.hasTrades) requireTradeMatching(lanes);
    this.book.hasTrades = frame.trades !== undefined;
    this.book.standsAsideFor = frame.standAside?.reason ?? "";
    this.book.followsAfterwards = frame.standAside?.then === "follow";
    this.marking.begin();
    this.sizing.begin(columns);
    this.decider?.begin(columns, frame);
    for (let i = 0; i < lanes.length; i++) {
      const lane = lanes[i], bars = frame.bars[i];
      lane.begin(bars, frame.stepOfBar[i], this.book.steps, signals[i], frame.trades?.[i] ?? null);
      if (lane.barOfStep !== null) this.book.isAligned = false;
      funnel.bars += bars.length;
      this.agenda.plan(lane, 0);
    }
  }

  /** Everything that happens at a step at which at least one instrument has something to do. */
  #act(frame: Frame, step: number): void {
    const book = this.book, agenda = this.agenda, { lanes } = book, { active } = agenda;
    book.enter(step, frame.timeMs[step], step - 1);
    const count = agenda.activeCount;
    if ((agenda.duties & MATCH) !== 0) this.matching.match(active, count);
    book.knownStep = step;
    let isHalt = false;
    if ((agenda.duties & DECIDE) !== 0) {
      isHalt = this.marking.isWatching && this.marking.markTo(step + 1) === step;
      if (isHalt) this.#flattenAll();
      for (let k = 0; k < count; k++) {
        const lane = lanes[active[k]];
        if ((lane.duties & DECIDE) !== 0) this.#decide(lane);
      }
    }
    for (let k = 0; k < count; k++) agenda.plan(lanes[active[k]], lanes[active[k]].nextBar + 1);
    if (isHalt) agenda.planAllAfter(step);
    this.orders.reuseEnded();
  }

  /** The same where one instrument alone has something to do, without the way through all of them: the run of one instrument is this. */
  #actAlone(frame: Frame, step: number): void {
    const book = this.book,
      { agenda, marking } = this,
      lane = agenda.first,
      { duties } = lane;
    book.enter(step, frame.timeMs[step], step - 1);
    if ((duties & MATCH) !== 0) this.matching.matchAlone(lane);
    book.knownStep = step;
    let isHalt = false;
    if ((duties & DECIDE) !== 0) {
      isHalt = marking.isWatching && marking.markTo(step + 1) === step;
      if (isHalt) this.#flattenAll();
      this.#decide(lane);
    }
    agenda.plan(lane, lane.nextBar + 1);
    if (isHalt) agenda.planAllAfter(step);
    this.orders.reuseEnded();
  }

  /** What an instrument's signal, or the strategy when it is asked, wants at the close of the bar in hand. */
  #decide(lane: Lane): void {
    const bar = lane.nextBar, { decider, decisions } = this;
    if (decider !== null) this.#ask(decider, lane);
    else if (lane.signalBar === bar) decisions.onEvent(lane, bar);
    if (lane.carriedSignalId !== 0) decisions.followCarried(lane, bar);
  }

  #ask(decider: BarDecider, lane: Lane): void {
    const bar = lane.nextBar, { decisions } = this;
    let answer;
    try {
      answer = decider.ask(lane);
    } catch (error) {
      const { instrument: { symbol }, barsBefore, openTimeMs } = lane;
      throw partFailure("onBar", symbol, barsBefore + bar, openTimeMs[bar], error);
    }
    if (answer === undefined) return;
    if (typeof answer === "number") decisions.onDirection(lane, bar, answer);
    else if (Array.isArray(answer)) {
      for (const decision of answer as Decision[]) decisions.onDecision(lane, bar, decision, false);
    } else decisions.onDecision(lane, bar, answer as Decision, false);
  }

  #end(frame: Frame, steps: number): void {
    const book = this.book;
    if (frame.commands !== undefined) {
      const timeMs = steps > 0 ? frame.timeMs[steps - 1] : frame.commandsAtMs ?? NaN;
      book.enter(steps - 1, timeMs, steps - 1);
      book.standsAsideFor = ""; // what a person asks for is done all the same
      for (const command of frame.commands) {
        if (command.kind === "finalize") this.#closeAtLastOpen(steps - 1);
        else if (command.kind === "takeOver") this.#takeOver(command.positions, steps - 1);
        else this.decisions.obey(command);
      }
    }
    this.decider?.end();
    for (const lane of book.lanes) {
      lane.countExcursion(lane.length);
      lane.end();
    }
  }

  /** Begins with positions of another account, each as an order that is filled at its price; marks the last step, where there is one, anew. */
  #takeOver(positions: readonly TakenPosition[], step: number): void {
    const { lanes, reasons, funnel } = this.book, reason = reasons.code(TAKEN_OVER);
    for (const { instrumentIndex, quantity, price } of positions) {
      const lane = lanes[instrumentIndex],
        order = this.orders.draft(lane, 0, Math.sign(quantity), reason, false);
      order.quantity = Math.abs(quantity);
      this.orders.log(order);
      funnel.submittedByHand++;
      order.quotedPrice = order.fillPrice = price;
      this.fills.takeOver(lane, order);
    }
    if (step >= 0) this.marking.markAgain(step);
  }

  /** Closes what is held at the open of its last bar, and marks the last step anew. */
  #closeAtLastOpen(step: number): void {
    for (const lane of this.book.lanes) {
      this.orders.cancelWorking(lane, END_OF_RUN);
      if (lane.position.quantity === 0 || lane.length === 0) continue;
      this.#closeOn(lane, lane.length - 1, "open", END_OF_RUN);
    }
    this.marking.markAgain(step);
  }

  /** A watch has called a halt at a step: exits are decided there, and everybody plans anew behind it. */
  #halt(frame: Frame, step: number): void {
    this.book.enter(step, frame.timeMs[step], step);
    this.#flattenAll();
    this.agenda.planAllAfter(step);
  }

  #flattenAll(): void {
    const { lanes, haltReason, step, statements } = this.book, { haltsAtClose } = this.marking;
    if (statements !== null) statements.halted(haltReason);
    for (const lane of lanes) {
      this.orders.cancelWorking(lane, `halted: ${haltReason}`);
      const closesNow = haltsAtClose && lane.position.quantity !== 0 && lane.hasBarAt(step);
      if (closesNow) this.#closeOn(lane, lane.barAt(step), "close", haltReason);
      else this.orders.flatten(lane, haltReason);
    }
    if (!haltsAtClose) return;
    if (lanes.every(({ position }) => position.quantity === 0)) this.book.portfolio.writeOffDebt();
    this.marking.markAgain(step);
  }

  /** Closes a position at the open or the close of a bar that is over, as only presets may. */
  #closeOn(lane: Lane, bar: number, at: "open" | "close", why: string): void {
    const book = this.book, { reasons, funnel, broker } = book, { position } = lane;
    const held = position.quantity, side = held > 0 ? -1 : 1, nextBar = lane.nextBar;
    const reason = reasons.code(why);
    lane.countExcursion(at === "close" ? bar + 1 : bar);
    lane.nextBar = bar;
    const order = this.orders.draft(lane, position.entrySignalId, side, reason, true);
    order.quantity = Math.abs(held);
    this.orders.log(order);
    funnel.submittedByRule.add(reason);
    order.quotedPrice = lane[at][bar];
    order.fillPrice = broker.slippage.price(order.quotedPrice, side, false);
    this.fills.lane = lane;
    this.fills.fill(order);
    lane.nextBar = nextBar;
  }

  snapshot(): Snapshot {
    const { portfolio, lanes, reasons, funnel, haltReason } = this.book;
    const state: DeskState = {
      portfolio: portfolio.snapshot(),
      orders: lanes.map((lane) => lane.orderBook.snapshot()),
      guards: lanes.map((lane) => lane.guards.map((guard) => guard.snapshot())),
      watches: this.marking.snapshot(),
      lanes: lanes.map((lane) => lane.snapshot()),
      decider: this.decider?.snapshot(),
      reasons: [...reasons.texts],
      funnel: funnel.snapshot(),
      orderCount: this.orders.count,
      signalCount: this.decisions.signalCount,
      haltReason,
    };
    return { actor: this.name, version: 3, state };
  }

  /**
   * Takes over the account of another desk, as it was at the end of a frame at which this one stands as well: what is held, what works, what
   * was counted. What this desk knows of bars stays its own, so that a strategy with other parameters goes on from there. Guards are armed
   * at the entry and shown the bars since; watches go on where they are of the same kind.
   * @param since The bars of an instrument from a given one on, counted from its first, up to now.
   */
  inherit(snapshot: Snapshot, since: (instrumentIndex: number, fromBar: number) => Bars): void {
    const state = this.#stateOf(snapshot), book = this.book;
    book.portfolio.restore(state.portfolio);
    this.#restoreReasons(state.reasons);
    for (const lane of book.lanes) {
      lane.orderBook.restore(state.orders[lane.index]);
      lane.carriedSignalId = 0;
      book.countHeld(lane);
      this.#armAnew(lane, since);
    }
    book.funnel.restore(state.funnel);
    book.haltReason = state.haltReason;
    this.marking.inherit(state.watches);
    this.orders.restore(state.orderCount);
    this.decisions.signalCount = state.signalCount;
  }

  #armAnew(
    { index, side, position, guards }: Lane,
    since: (instrumentIndex: number, fromBar: number) => Bars,
  ): void {
    for (const guard of guards) guard.disarm();
    if (side === 0 || guards.length === 0) return;
    // The bar of the entry counts by its close alone: whether its high came before the entry isn't known here.
    const { high, low, close, length } = since(index, position.entryBar);
    for (const guard of guards) {
      guard.arm(side, position.averagePrice);
      if (length > 0) guard.pass(close[0], close[0], close[0]);
      for (let bar = 1; bar < length; bar++) guard.pass(high[bar], low[bar], close[bar]);
    }
  }

  /** Reasons are numbered in the order in which they came up, in another desk's life perhaps: those of its own are looked up anew. */
  #restoreReasons(texts: readonly string[]): void {
    this.book.reasons.restore(texts);
    this.exits.lookUpReasons(this.guardNames);
    this.decisions.lookUpReasons();
  }

  #stateOf(snapshot: Snapshot): DeskState {
    if (snapshot.actor === this.name && snapshot.version === 3) return snapshot.state as DeskState;
    throw new LockstepError(
      `Can't restore a desk from a snapshot of ${snapshot.actor} version ${snapshot.version}.`,
    );
  }

  restore(snapshot: Snapshot): void {
    const state = this.#stateOf(snapshot), book = this.book;
    book.portfolio.restore(state.portfolio);
    book.lanes.forEach((lane, i) => {
      lane.guards.forEach((guard, k) => guard.restore(state.guards[i][k]));
      lane.orderBook.restore(state.orders[i]);
      lane.restore(state.lanes[i]);
      book.countHeld(lane);
    });
    this.#restoreReasons(state.reasons);
    book.funnel.restore(state.funnel);
    book.haltReason = state.haltReason;
    this.marking.restore(state.watches);
    this.decider?.restore(state.decider);
    this.orders.restore(state.orderCount);
    this.decisions.signalCount = state.signalCount;
  }
}

function requireTradeMatching(lanes: readonly Lane[]): void {
  if (lanes.every(({ orderBook }) => orderBook.matchTrade !== undefined)) return;
  throw new LockstepError(
    "This preset matches orders against bars alone, as the system does that it is named after: leave the trades out, or the preset.",
  );
}

interface DeskState {
  readonly portfolio: unknown;
  readonly orders: readonly unknown[];
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
