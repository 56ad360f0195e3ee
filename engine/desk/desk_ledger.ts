import type { Broker } from "../broker.ts";
import type { Instrument } from "../instrument.ts";
import type { Portfolio } from "../portfolio.ts";
import type { DeskView, Intent } from "../risk.ts";
import type { Lane } from "./lane.ts";

/** What risk rules see: the account as of now with orders under way, worked out when asked. One object, reused. */
export class DeskLedger implements DeskView {
  readonly #lanes: readonly Lane[];
  readonly #broker: Broker;
  readonly #portfolio: Portfolio;
  readonly #intent = new IntentView();
  #markStep = 0;
  #closingLane = -1;
  timeMs = 0;
  equity = 0;

  constructor(lanes: readonly Lane[], broker: Broker, portfolio: Portfolio) {
    this.#lanes = lanes;
    this.#broker = broker;
    this.#portfolio = portfolio;
  }

  /** `closingLane` is the instrument whose position the order in question closes before it opens one; −1 for none. */
  at(markStep: number, timeMs: number, equity: number, closingLane: number): void {
    this.#markStep = markStep;
    this.#closingLane = closingLane;
    this.timeMs = timeMs;
    this.equity = equity;
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
    return this.#portfolio.cash;
  }

  get grossNotional(): number {
    let gross = 0;
    for (const lane of this.#lanes) {
      // Orders on both sides don't make up for each other: either may be filled without the other.
      const held = this.#held(lane.index);
      let bought = held, sold = held;
      for (const order of this.#broker.working(lane.index)) {
        if (order.isReduceOnly) continue;
        if (order.side > 0) bought += order.quantity;
        else sold -= order.quantity;
      }
      const units = Math.max(Math.abs(bought), Math.abs(sold));
      if (units !== 0) gross += units * lane.closeAt(this.#markStep) * lane.multiplier;
    }
    return gross;
  }

  quantity(instrumentIndex: number): number {
    let units = this.#held(instrumentIndex);
    for (const order of this.#broker.working(instrumentIndex)) {
      if (!order.isReduceOnly) units += order.side * order.quantity;
    }
    return units;
  }

  #held(instrumentIndex: number): number {
    return instrumentIndex === this.#closingLane ? 0 : this.#portfolio.quantity[instrumentIndex];
  }
}

class IntentView implements Intent {
  instrument!: Instrument;
  instrumentIndex = 0;
  direction = 0;
  quantity = 0;
  price = 0;
  notional = 0;
}
