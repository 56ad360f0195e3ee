import type { Instrument } from "../instrument.ts";
import type { DeskView, Intent } from "../risk.ts";
import type { DeskBook } from "./desk_book.ts";
import type { Marking } from "./marking.ts";
import type { Lane } from "./lane.ts";

/** What risk rules see: the account as of now with orders under way, worked out when asked. One object, reused. */
export class DeskLedger implements DeskView {
  /** Hidden for good: a rule that reached the lanes could see the future. */
  readonly #book: DeskBook;
  readonly #marking: Marking;
  readonly #intent = new IntentView();
  #closingLane = -1;
  timeMs = NaN;
  equity = NaN;

  constructor(book: DeskBook, marking: Marking) {
    this.#book = book;
    this.#marking = marking;
  }

  /** Looks at the step in hand. `closingLane` is the instrument whose position the order in question closes before it opens one; −1 for none. */
  lookUp(closingLane: number): void {
    this.#closingLane = closingLane;
    this.timeMs = this.#book.nowMs;
    this.equity = this.#marking.equityNow();
  }

  intent(lane: Lane, direction: number, quantity: number, price: number): Intent {
    const intent = this.#intent;
    intent.instrument = lane.instrument;
    intent.instrumentIndex = lane.index;
    intent.direction = direction;
    intent.quantity = quantity;
    intent.price = price;
    intent.notional = quantity * price * lane.multiplier;
    return intent;
  }

  get cash(): number {
    return this.#book.portfolio.cash;
  }

  get grossNotional(): number {
    const { lanes, knownStep } = this.#book;
    let gross = 0;
    for (const lane of lanes) {
      // Orders on both sides don't make up for each other: either may be filled without the other.
      const held = this.#held(lane.index);
      let bought = held, sold = held;
      for (const order of lane.orderBook.working) {
        if (order.isReduceOnly) continue;
        if (order.side > 0) bought += order.quantity;
        else sold -= order.quantity;
      }
      const units = Math.max(Math.abs(bought), Math.abs(sold));
      if (units !== 0) gross += units * lane.closeAt(knownStep) * lane.multiplier;
    }
    return gross;
  }

  quantity(instrumentIndex: number): number {
    let units = this.#held(instrumentIndex);
    for (const order of this.#book.lanes[instrumentIndex].orderBook.working) {
      if (!order.isReduceOnly) units += order.side * order.quantity;
    }
    return units;
  }

  #held(instrumentIndex: number): number {
    return instrumentIndex === this.#closingLane ? 0 : this.#book.lanes[instrumentIndex].position.quantity;
  }
}

class IntentView implements Intent {
  instrument!: Instrument;
  instrumentIndex = 0;
  direction = 0;
  quantity = NaN;
  price = NaN;
  notional = NaN;
}
