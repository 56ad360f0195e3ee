import type { BarQuote, BrokerReports, OrderBook } from "../../engine/broker.ts";
import type { Instrument } from "../../engine/instrument.ts";
import { LIMIT, MARKET, Order, STOP_LIMIT } from "../../engine/order.ts";
import { type NumberText, packNumbers } from "../../engine/snapshot.ts";

const DAY_MS = 86_400_000;

/** The part of an order book that holds working orders; how they are matched against bars is what brokers differ in. */
export abstract class OrderList implements OrderBook {
  declare protected readonly instrument: Instrument;
  /** Working orders, oldest first. Counted by index where it is hot: push and pop are calls. */
  protected orders: Order[] = [];

  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }

  get working(): readonly Order[] {
    return this.orders;
  }

  submit(order: Order): string | undefined {
    if (!(order.quantity > 0 && order.quantity < Infinity)) return "quantity is not above zero";
    if (!order.isReduceOnly) {
      const { shortable, minNotional, multiplier } = this.instrument;
      if (order.side < 0 && !shortable) return "instrument can't be sold short";
      if (order.type !== MARKET) {
        const price = order.type === LIMIT || order.type === STOP_LIMIT ? order.limitPrice : order.stopPrice;
        if (order.quantity * price * multiplier < minNotional) return "below the venue's minimum notional";
      }
    }
    this.enter(order);
    return undefined;
  }

  /** Puts an accepted order among the others: behind them. */
  protected enter(order: Order): void {
    this.orders[this.orders.length] = order;
  }

  cancel(order: Order): void {
    const { orders } = this;
    // Most often it is the only one, or the newest.
    if (orders[orders.length - 1] === order) {
      orders.pop();
      return;
    }
    const at = orders.indexOf(order);
    if (at >= 0) orders.splice(at, 1);
  }

  abstract matchOpen(bar: BarQuote, exits: boolean, heldSide: number, reports: BrokerReports): void;

  abstract matchInside(bar: BarQuote, reports: BrokerReports): void;

  /** Whether the order's life is over at a bar's open, or at a trade; a day order's day is that of the first that it sees. */
  protected hasExpired(order: Order, timeMs: number): boolean {
    if (order.expiresMs !== order.expiresMs) order.expiresMs = (Math.floor(timeMs / DAY_MS) + 1) * DAY_MS;
    return order.expiresMs <= timeMs;
  }

  stopTouch(level: number, side: number, bar: BarQuote): number {
    if (side * (bar.open - level) >= 0) return bar.open;
    return side * ((side > 0 ? bar.high : bar.low) - level) >= 0 ? level : NaN;
  }

  targetTouch(level: number, side: number, bar: BarQuote): number {
    if (side * (level - bar.open) >= 0) return bar.open;
    return side * (level - (side > 0 ? bar.low : bar.high)) >= 0 ? level : NaN;
  }

  snapshot(): unknown {
    return this.orders.map(packOrder);
  }

  restore(snapshot: unknown): void {
    this.orders = (snapshot as NumberText[][]).map(unpackOrder);
  }
}

function packOrder(order: Order): NumberText[] {
  return packNumbers([
    order.id,
    order.instrumentIndex,
    order.signalId,
    order.submittedMs,
    order.side,
    order.quantity,
    order.type,
    order.limitPrice,
    order.stopPrice,
    order.timeInForce,
    order.expiresMs,
    order.reasonCode,
    Number(order.isReduceOnly),
    order.ocoGroup,
    order.stopLossPrice,
    order.takeProfitPrice,
    order.strengthAtFill,
    Number(order.isTriggered),
    order.opening,
    Number(order.isResting),
  ]);
}

function unpackOrder(packed: NumberText[]): Order {
  const [
    id,
    instrument,
    signalId,
    submittedMs,
    side,
    quantity,
    type,
    limit,
    stop,
    tif,
    expiresMs,
    reason,
    ...rest
  ] = packed.map(Number);
  const order = new Order().become(id, instrument, signalId, side, reason);
  order.submittedMs = submittedMs;
  order.quantity = quantity;
  order.type = type;
  order.limitPrice = limit;
  order.stopPrice = stop;
  order.timeInForce = tif;
  order.expiresMs = expiresMs;
  order.isReduceOnly = rest[0] === 1;
  order.ocoGroup = rest[1];
  order.stopLossPrice = rest[2];
  order.takeProfitPrice = rest[3];
  order.strengthAtFill = rest[4];
  order.isTriggered = rest[5] === 1;
  order.opening = rest[6];
  order.isResting = rest[7] === 1;
  return order;
}
