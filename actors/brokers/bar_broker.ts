import type {
  BarQuote,
  Broker,
  BrokerFactory,
  BrokerReports,
  Commission,
  Slippage,
} from "../../engine/broker.ts";
import type { Instrument } from "../../engine/instrument.ts";
import { LIMIT, MARKET, Order, STOP, STOP_LIMIT } from "../../engine/order.ts";
import { type NumberText, packNumbers } from "../../engine/snapshot.ts";

const DAY_MS = 86_400_000;
const NONE: readonly Order[] = [];

/**
 * Matches orders against bars. A market order is filled at the next bar's open. A limit buy is filled at the open where the bar opens
 * at or below it, else at the limit once the low reaches it; a stop buy at the open where the bar opens at or above it (a gap), else
 * at the stop once the high reaches it; selling is the mirror. A stop becomes a market order when it is reached
 * (https://www.sec.gov/answers/stopord.htm), a stop-limit a limit order: filled in the same bar only at the stop itself, since what
 * the price did after it inside the bar isn't known. Market and stop fills pay slippage, limits don't.
 */
export class BarBroker implements Broker {
  readonly commission: Commission;
  readonly slippage: Slippage;
  readonly #instruments: readonly Instrument[];
  readonly #working: Order[][];

  constructor(instruments: readonly Instrument[], commission: Commission, slippage: Slippage) {
    this.#instruments = instruments;
    this.commission = commission;
    this.slippage = slippage;
    this.#working = instruments.map(() => []);
  }

  submit(order: Order): string | undefined {
    const { shortable, minNotional, multiplier } = this.#instruments[order.instrumentIndex];
    if (!(order.quantity > 0 && order.quantity < Infinity)) return "quantity is not above zero";
    if (!shortable && order.side < 0 && !order.isReduceOnly) return "instrument can't be sold short";
    const price = order.type === LIMIT || order.type === STOP_LIMIT ? order.limitPrice : order.stopPrice;
    if (order.type !== MARKET && !order.isReduceOnly && order.quantity * price * multiplier < minNotional) {
      return "below the venue's minimum notional";
    }
    this.#working[order.instrumentIndex].push(order);
    return undefined;
  }

  working(instrumentIndex: number): readonly Order[] {
    return this.#working[instrumentIndex] ?? NONE;
  }

  cancel(order: Order): void {
    const orders = this.#working[order.instrumentIndex], at = orders.indexOf(order);
    if (at >= 0) orders.splice(at, 1);
  }

  matchOpen(
    instrumentIndex: number,
    bar: BarQuote,
    exits: boolean,
    heldQuantity: number,
    reports: BrokerReports,
  ): void {
    const orders = this.#working[instrumentIndex];
    if (orders.length === 1) {
      this.#tryAtOpen(orders[0], bar, exits, heldQuantity, reports);
      return;
    }
    for (const order of [...orders]) {
      if (orders.includes(order)) this.#tryAtOpen(order, bar, exits, heldQuantity, reports);
    }
  }

  #tryAtOpen(
    order: Order,
    bar: BarQuote,
    exits: boolean,
    heldQuantity: number,
    reports: BrokerReports,
  ): void {
    if ((order.side * heldQuantity < 0) !== exits) return;
    if (order.expiresMs !== order.expiresMs) {
      order.expiresMs = (Math.floor(bar.openTimeMs / DAY_MS) + 1) * DAY_MS;
    }
    if (order.expiresMs <= bar.openTimeMs) {
      this.cancel(order);
      reports.expire(order);
      return;
    }
    const { open } = bar, { side } = order;
    if (order.type === STOP_LIMIT && !order.isTriggered && side * (open - order.stopPrice) >= 0) {
      order.isTriggered = true;
    }
    const isLimit = order.type === LIMIT || order.type === STOP_LIMIT && order.isTriggered;
    const isMarket = order.type === MARKET || order.type === STOP && side * (open - order.stopPrice) >= 0;
    if (isMarket || isLimit && side * (order.limitPrice - open) >= 0) {
      this.cancel(order);
      reports.fill(order, isMarket ? this.slippage.price(open, side, !order.isReduceOnly) : open, open);
    }
  }

  matchInside(instrumentIndex: number, bar: BarQuote, reports: BrokerReports): void {
    const orders = this.#working[instrumentIndex];
    const atStart = [...orders];
    // A stop-limit that is reached inside this bar waits for the next one: the low may have come before the stop.
    const limits = atStart.filter((order) =>
      order.type === LIMIT || order.type === STOP_LIMIT && order.isTriggered
    );
    // Stops first: where one bar reaches a stop and a limit, the worse for the trader is taken to come first.
    for (const order of atStart) {
      if (order.type === STOP && orders.includes(order)) this.#tryStop(order, bar, reports);
      else if (order.type === STOP_LIMIT && !order.isTriggered && orders.includes(order)) {
        this.#tryStopLimit(order, bar, reports);
      }
    }
    for (const order of limits) if (orders.includes(order)) this.#tryLimit(order, bar, reports);
    // Exits that were sent by a fill inside this bar: the stop may still be reached in it, the target isn't counted on.
    for (const order of [...orders]) {
      if (order.type === STOP && order.isReduceOnly && !atStart.includes(order) && orders.includes(order)) {
        this.#tryStop(order, bar, reports);
      }
    }
  }

  #tryStop(order: Order, bar: BarQuote, reports: BrokerReports): void {
    const { side, stopPrice } = order;
    if (side * ((side > 0 ? bar.high : bar.low) - stopPrice) < 0) return;
    this.cancel(order);
    reports.fill(order, this.slippage.price(stopPrice, side, !order.isReduceOnly), stopPrice);
  }

  #tryStopLimit(order: Order, bar: BarQuote, reports: BrokerReports): void {
    const { side, stopPrice, limitPrice } = order;
    if (side * ((side > 0 ? bar.high : bar.low) - stopPrice) < 0) return;
    if (side * (limitPrice - stopPrice) >= 0) {
      this.cancel(order);
      reports.fill(order, stopPrice, stopPrice);
    } else {
      order.isTriggered = true;
    }
  }

  #tryLimit(order: Order, bar: BarQuote, reports: BrokerReports): void {
    const { side, limitPrice } = order;
    if (side * (limitPrice - (side > 0 ? bar.low : bar.high)) < 0) return;
    this.cancel(order);
    reports.fill(order, limitPrice, limitPrice);
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
    return this.#working.map((orders) => orders.map(packOrder));
  }

  restore(snapshot: unknown): void {
    (snapshot as NumberText[][][]).forEach((orders, i) => this.#working[i] = orders.map(unpackOrder));
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
  const [isReduceOnly, ocoGroup, stopLoss, takeProfit, strengthAtFill, isTriggered] = rest;
  const order = new Order(
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
    isReduceOnly === 1,
    ocoGroup,
    stopLoss,
    takeProfit,
    strengthAtFill,
  );
  order.isTriggered = isTriggered === 1;
  return order;
}

/** A broker that matches against bars, at these costs. */
export function barBroker(commission: Commission, slippage: Slippage): BrokerFactory {
  return ({ instruments }) => new BarBroker(instruments, commission, slippage);
}
