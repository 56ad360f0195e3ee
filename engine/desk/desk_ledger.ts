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
  timeMs = 0;
  equity = 0;

  constructor(lanes: readonly Lane[], broker: Broker, portfolio: Portfolio) {
    this.#lanes = lanes;
    this.#broker = broker;
    this.#portfolio = portfolio;
  }

  at(markStep: number, timeMs: number, equity: number): void {
    this.#markStep = markStep;
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
      const units = this.quantity(lane.index);
      if (units !== 0) gross += Math.abs(units) * lane.closeAt(this.#markStep) * lane.multiplier;
    }
    return gross;
  }

  quantity(instrumentIndex: number): number {
    let units = this.#portfolio.quantity[instrumentIndex];
    for (const order of this.#broker.working(instrumentIndex)) {
      if (!order.isReduceOnly) units += order.side * order.quantity;
    }
    return units;
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
