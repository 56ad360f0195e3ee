import { isoTime } from "../bars.ts";
import type { Decision } from "../decision.ts";
import { LockstepError } from "../error.ts";
import type { Command } from "../frame.ts";
import { roundDownToLot, roundToTick } from "../instrument.ts";
import { MARKET, type Order, ORDER_TYPES, TIMES_IN_FORCE } from "../order.ts";
import { partFailure } from "../part_failure.ts";
import type { RiskRule } from "../risk.ts";
import type { SignalReasons } from "../signal.ts";
import { decisionFault } from "./decision_fault.ts";
import type { DeskBook } from "./desk_book.ts";
import { DeskLedger } from "./desk_ledger.ts";
import type { Fills } from "./fills.ts";
import type { Lane } from "./lane.ts";
import type { Marking } from "./marking.ts";
import type { Orders } from "./orders.ts";
import type { Sizing } from "./sizing.ts";

const WARM_UP = "warm-up";
const REPLACED = "replaced by a newer signal";

/** Turns signals and decisions into orders: sized, reviewed, submitted, or left out for a reason that is counted. */
export class Decisions {
  declare private readonly book: DeskBook;
  declare private readonly orders: Orders;
  declare private readonly fills: Fills;
  declare private readonly sizing: Sizing;
  declare private readonly marking: Marking;
  declare private readonly reviewers: readonly RiskRule[];
  declare private readonly ledger: DeskLedger;
  /** Why a signal wants to be short, flat or long: in words, and as codes. */
  declare private readonly signalTexts: readonly string[];
  declare private readonly signalReasons: number[];
  declare private readonly keepsExits: boolean;
  /** 1 where positions of that side may be opened, else 0. */
  declare private readonly buysLong: number;
  declare private readonly sellsShort: number;
  /** Signals since the run began. */
  signalCount = 0;
  /** Strength of the signal in hand; and why a review took something away. In fields: see docs/decisions/0013. */
  #strength = NaN;
  #verdictReason = 0;

  constructor(
    book: DeskBook,
    orders: Orders,
    fills: Fills,
    sizing: Sizing,
    marking: Marking,
    rules: readonly RiskRule[],
    signalReasons: SignalReasons,
  ) {
    this.book = book;
    this.orders = orders;
    this.fills = fills;
    this.sizing = sizing;
    this.marking = marking;
    this.reviewers = rules.filter((rule) => rule.review !== undefined);
    this.ledger = new DeskLedger(book, marking);
    this.signalTexts = [signalReasons.short, signalReasons.flat, signalReasons.long];
    this.signalReasons = [0, 0, 0];
    this.lookUpReasons();
    this.buysLong = book.settings.direction === "short" ? 0 : 1;
    this.sellsShort = book.settings.direction === "long" ? 0 : 1;
    this.keepsExits = book.settings.reversal === "one_fill";
  }

  /** Finds the numbers of the reasons that it gives. */
  lookUpReasons(): void {
    this.signalTexts.forEach((text, k) => this.signalReasons[k] = this.book.reasons.code(text));
  }

  /** A signal that the frame brought: the lane's event in hand. */
  onEvent(lane: Lane, bar: number): void {
    const { events, eventIndex } = lane;
    lane.nextEvent();
    this.#strength = events.strength[eventIndex];
    this.#onSignal(lane, bar, events.direction[eventIndex]);
  }

  /** A bare direction: where a strategy that was asked wants to be. */
  onDirection(lane: Lane, bar: number, direction: number): void {
    this.#strength = 1;
    this.#onSignal(lane, bar, direction);
  }

  #onSignal(lane: Lane, bar: number, direction: number): void {
    this.book.funnel.signals++;
    const signalId = ++this.signalCount, { statements, reasons } = this.book;
    lane.carriedSignalId = 0;
    if (statements !== null) {
      statements.signal(
        lane,
        signalId,
        direction,
        this.#strength,
        reasons.text(this.signalReasons[direction + 1]),
      );
    }
    if (this.#isAside() && this.#followsAfterwards && this.book.haltReason === "") {
      // It says where to be, and still does when trading begins.
      lane.carriedSignalId = signalId;
      lane.carriedDirection = direction;
      lane.carriedStrength = this.#strength;
      lane.carriedReason = this.book.reasons.code(this.#haltOrAside());
    }
    this.#follow(lane, bar, direction, signalId);
  }

  /** Once trading has begun: goes where the last signal of the time before wanted to be, if none has come since. */
  followCarried(lane: Lane, bar: number): void {
    const { carriedDirection, carriedSignalId } = lane;
    if (carriedSignalId === 0 || this.#isAside()) return;
    lane.carriedSignalId = 0;
    if (carriedDirection === 0 && lane.side === 0) return;
    this.book.funnel.skipped.takeBack(lane.carriedReason);
    this.#strength = lane.carriedStrength;
    this.#follow(lane, bar, carriedDirection, carriedSignalId);
  }

  /** Goes to the sizer's size, at the strength in `#strength`. */
  #follow(lane: Lane, bar: number, direction: number, signalId: number): void {
    const { funnel, reasons, haltReason } = this.book;
    const want = this.#permitted(direction), held = lane.position.quantity;
    if (lane.workingCount > 0 && haltReason === "") this.orders.cancelContrary(lane, want, REPLACED);
    const skip = this.#skipReason(lane, direction, want);
    if (skip !== "") return this.#skip(lane, signalId, direction, reasons.code(skip));
    if (lane.workingCount > 0) this.orders.cancelWorking(lane, REPLACED, this.keepsExits);
    const closing = Math.abs(held), side = want !== 0 ? want : held > 0 ? -1 : 1;
    let opening = 0;
    if (want !== 0) {
      opening = this.sizing.size(lane, bar, want, this.#strength);
      if (!(opening > 0)) {
        if (closing === 0) return this.#unsize(lane, signalId, side, reasons.code(unsizedReason(opening)));
        opening = 0;
      }
    }
    funnel.sized++;
    const asked = opening, { statements } = this.book;
    if (statements !== null) statements.sized(lane, signalId, side, closing + opening);
    opening = this.#review(lane, bar, side, asked, closing, signalId);
    if (opening < 0) return;
    funnel.approved++;
    if (statements !== null) statements.approved(lane, signalId, side, closing + opening);
    const order = this.orders.draft(lane, signalId, side, this.signalReasons[want + 1], opening === 0);
    order.quantity = closing + opening;
    order.opening = opening;
    if (this.sizing.isAtFill && opening > 0 && opening === asked) order.strengthAtFill = this.#strength;
    this.#submit(lane, order, bar);
  }

  /** A decision with more to it: a quantity, an order type, exits of its own. Given by hand it has no signal. */
  onDecision(lane: Lane, bar: number, decision: Decision, byHand: boolean): void {
    const { direction, strength = 1, quantity, type = "market" } = decision;
    const isPlain = quantity === undefined && type === "market" && decision.stopLossPrice === undefined &&
      decision.takeProfitPrice === undefined && decision.reason === undefined && !byHand;
    const fault = decisionFault(decision);
    if (fault === "" && isPlain) {
      this.#strength = strength;
      return this.#onSignal(lane, bar, direction);
    }

    const { funnel, reasons, haltReason, statements } = this.book;
    let signalId = 0;
    if (!byHand) {
      funnel.signals++;
      signalId = ++this.signalCount;
      if (statements !== null) {
        const why = decision.reason ?? reasons.text(this.signalReasons[direction + 1]);
        statements.signal(lane, signalId, direction, strength, why);
      }
    }
    const held = lane.position.quantity;
    if (fault === "" && quantity === undefined && haltReason === "" && lane.workingCount > 0) {
      this.orders.cancelContrary(lane, this.#permitted(direction), REPLACED);
    }
    const skip = fault !== ""
      ? fault
      : quantity !== undefined
      ? this.#haltOrAside()
      : this.#skipReason(lane, direction, this.#permitted(direction));
    if (skip !== "") {
      const reason = reasons.code(skip);
      if (!byHand) return this.#skip(lane, signalId, direction, reason);
      if (statements !== null) statements.refused(lane, 0, direction, quantity ?? NaN, skip);
      return funnel.refused.add(reason);
    }
    const want = quantity === undefined ? this.#permitted(direction) : direction;
    const side = want !== 0 ? want : held > 0 ? -1 : 1;
    const isAgainst = held * side < 0;
    let closing = 0, opening = 0;
    if (quantity === undefined) {
      if (lane.workingCount > 0) this.orders.cancelWorking(lane, REPLACED, this.keepsExits);
      closing = isAgainst ? Math.abs(held) : 0;
      if (want !== 0) opening = this.sizing.size(lane, bar, want, strength);
    } else {
      if (decision.replacesEntries) this.orders.cancelEntries(lane, "replaced by a newer order");
      const asked = roundDownToLot(quantity, lane.instrument.lotSize);
      const mayOpen = want !== 0 && this.#permitted(want) === want;
      closing = isAgainst ? Math.min(asked, Math.abs(held)) : 0;
      opening = mayOpen ? asked - closing : 0;
    }
    if (!(closing + opening > 0)) {
      return this.#unsize(lane, signalId, side, reasons.code(unsizedReason(closing + opening)));
    }
    if (!(opening > 0)) opening = 0;
    if (!byHand) funnel.sized++;
    if (statements !== null) statements.sized(lane, signalId, side, closing + opening);
    opening = this.#review(lane, bar, side, opening, closing, signalId);
    if (opening < 0) return;
    if (byHand) funnel.submittedByHand++;
    else funnel.approved++;
    if (statements !== null) statements.approved(lane, signalId, side, closing + opening);
    const reason = decision.reason === undefined
      ? this.signalReasons[want + 1]
      : reasons.code(decision.reason);
    const order = this.orders.draft(lane, signalId, side, reason, opening === 0);
    order.quantity = closing + opening;
    order.opening = opening;
    this.#detail(lane, order, decision);
    if (this.sizing.isAtFill && opening > 0 && quantity === undefined) order.strengthAtFill = strength;
    this.#submit(lane, order, bar);
  }

  /** Gives an order what a decision says of its type, its prices and its life. */
  #detail({ instrument: { tickSize } }: Lane, order: Order, decision: Decision): void {
    const { type = "market", timeInForce = "gtc" } = decision;
    order.type = ORDER_TYPES.indexOf(type);
    order.limitPrice = roundToTick(decision.limitPrice ?? NaN, tickSize);
    order.stopPrice = roundToTick(decision.stopPrice ?? NaN, tickSize);
    order.timeInForce = TIMES_IN_FORCE.indexOf(timeInForce);
    order.expiresMs = order.timeInForce === 0 ? Infinity : NaN;
    order.stopLossPrice = roundToTick(decision.stopLossPrice ?? NaN, tickSize);
    order.takeProfitPrice = roundToTick(decision.takeProfitPrice ?? NaN, tickSize);
  }

  /** Does what a person asks for once the last bar of a frame has closed. */
  obey(command: Exclude<Command, { kind: "finalize" | "takeOver" }>): void {
    const { lanes, funnel } = this.book;
    for (const lane of lanes) {
      if (command.instrumentIndex !== undefined && command.instrumentIndex !== lane.index) continue;
      if (command.kind === "order") this.onDecision(lane, lane.length - 1, command.decision, true);
      else this.orders.cancelWorking(lane, "cancelled by hand");
      if (command.kind === "flatten" && lane.position.quantity !== 0) {
        funnel.submittedByHand++;
        this.orders.flatten(lane, "flattened by hand");
      }
    }
  }

  /** Hands an order to the broker; where presets fill at the close that decided, it is filled there. */
  #submit(lane: Lane, order: Order, bar: number): void {
    const book = this.book, { broker, settings } = book;
    if (!this.orders.submit(lane, order) || settings.fillAt !== "close" || order.type !== MARKET) return;
    // Asked for by hand at a step at which the instrument has no bar: it waits for its next one.
    if (!lane.hasBarAt(book.step)) return;
    lane.orderBook.cancel(order);
    this.marking.markTo(book.step + 1);
    lane.countExcursion(bar + 1);
    order.quotedPrice = lane.close[bar];
    order.fillPrice = broker.slippage.price(order.quotedPrice, order.side, !order.isReduceOnly);
    this.fills.lane = lane;
    // Asked for by hand, it is about a bar that the lane has left behind.
    const { nextBar } = lane;
    lane.nextBar = bar;
    this.fills.fill(order);
    lane.nextBar = nextBar;
    lane.beginExcursion(bar + 1);
  }

  /** Why a signal asks for nothing that could be done, or ""; `want` is what is permitted of its direction. */
  #skipReason(lane: Lane, direction: number, want: number): string {
    const general = this.#haltOrAside();
    if (general !== "") return general;
    if (want !== lane.side) return "";
    if (want !== direction) {
      return direction < 0 ? "short not allowed (direction long)" : "long not allowed (direction short)";
    }
    return want === 0 ? "already flat" : want > 0 ? "already long" : "already short";
  }

  #haltOrAside(): string {
    const { haltReason, standsAsideFor } = this.book;
    if (haltReason !== "") return `halted: ${haltReason}`;
    return this.#isWarmup() ? WARM_UP : standsAsideFor;
  }

  #isAside(): boolean {
    return this.book.standsAsideFor !== "" || this.#isWarmup();
  }

  get #followsAfterwards(): boolean {
    return this.book.followsAfterwards || this.#isWarmup();
  }

  #isWarmup(): boolean {
    const { tradeFromMs } = this.book.settings;
    return tradeFromMs !== -Infinity && this.book.nowMs < tradeFromMs;
  }

  #permitted(direction: number): number {
    return (direction < 0 ? this.sellsShort : this.buysLong) === 1 ? direction : 0;
  }

  #skip(lane: Lane, signalId: number, direction: number, reason: number): void {
    const { funnel, reasons, statements } = this.book;
    funnel.skipped.add(reason);
    if (statements !== null) statements.skipped(lane, signalId, direction, reasons.text(reason));
  }

  #unsize(lane: Lane, signalId: number, side: number, reason: number): void {
    const { funnel, reasons, statements } = this.book;
    funnel.unsized.add(reason);
    if (statements !== null) statements.unsized(lane, signalId, side, reasons.text(reason));
  }

  /** Units of an opening that are let through; what is taken away is counted. −1 where nothing is left to be ordered. */
  #review(
    lane: Lane,
    bar: number,
    side: number,
    opening: number,
    closing: number,
    signalId: number,
  ): number {
    if (!(opening > 0) || this.reviewers.length === 0 && side > 0) return opening;
    const approved = this.#approve(lane, bar, side, opening), { funnel, reasons, statements } = this.book;
    if (approved === opening) return opening;
    const reason = this.#verdictReason;
    if (approved > 0 || closing > 0) {
      funnel.resized.add(reason);
      if (statements !== null) {
        statements.resized(lane, signalId, side, closing + opening, closing + approved, reasons.text(reason));
      }
      return approved;
    }
    funnel.refused.add(reason);
    if (statements !== null) statements.refused(lane, signalId, side, opening, reasons.text(reason));
    return -1;
  }

  /** Units that the instrument and the rules let through, one rule after the other; why not all is left in `#verdictReason`. */
  #approve(lane: Lane, bar: number, side: number, quantity: number): number {
    const { reasons } = this.book;
    if (side < 0 && !lane.instrument.shortable) {
      this.#verdictReason = reasons.code("instrument can't be sold short");
      return 0;
    }
    const ledger = this.ledger, price = lane.priceAt(bar);
    const closes = lane.position.quantity * side < 0;
    ledger.lookUp(closes ? lane.index : -1);
    let approved = quantity;
    for (const rule of this.reviewers) {
      let verdict;
      try {
        verdict = rule.review!(ledger.intent(lane, side, approved, price), ledger);
      } catch (error) {
        const { instrument: { symbol }, barsBefore, openTimeMs } = lane;
        throw partFailure(`The risk rule "${rule.name}"`, symbol, barsBefore + bar, openTimeMs[bar], error);
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
      this.#verdictReason = reasons.code(reason);
      if (verdict.kind === "refuse") return 0;
      const trimmed = roundDownToLot(verdict.quantity, lane.instrument.lotSize);
      if (!(trimmed > 0)) return 0;
      if (trimmed < approved) approved = trimmed;
    }
    return approved;
  }
}

function unsizedReason(quantity: number): string {
  return quantity !== quantity ? "the sizer gave no number" : "below one lot";
}
