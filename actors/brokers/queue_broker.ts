import type { BarQuote, BrokerFactory, BrokerReports, Commission, Slippage } from "../../engine/broker.ts";
import type { Instrument } from "../../engine/instrument.ts";
import { MARKET, type Order, STOP, STOP_LIMIT } from "../../engine/order.ts";
import { OrderList } from "./order_list.ts";

/**
 * Matches orders as backtesting.py 0.6 does: one after another, each against the whole bar, as if each came first in it. A market order is
 * filled at the open, a stop at the worse of open and stop once the bar reaches it, a limit at the better of open and limit. Stops and
 * market orders that leave a position go to the front of the queue, everything else to its end.
 *
 * A stop-limit that is reached is filled at its stop where the limit is beyond the stop and the bar reaches the limit too; where the limit
 * is not beyond the stop, the price may have been there before, and it waits for the next bar. Exits sent by a market order are tried in
 * the bar of the entry. Those of other orders wait for the next bar, which is too kind; only the target of a stop entry is tried where the
 * bar leaves the stop loss alone, since both lie the same way. Every fill pays slippage, limits too.
 *
 * Instruments are matched one after another, exits and entries of one before those of the next.
 */
export class QueueOrderBook extends OrderList {
  declare private readonly slippage: Slippage;

  constructor(instrument: Instrument, slippage: Slippage) {
    super(instrument);
    this.slippage = slippage;
  }

  protected override enter(order: Order): void {
    const leaves = order.isReduceOnly && (order.type === MARKET || order.type === STOP);
    if (leaves) this.orders.unshift(order);
    else this.orders.push(order);
  }

  override matchOpen(bar: BarQuote, exits: boolean, _heldSide: number, reports: BrokerReports): void {
    if (!exits) { while (this.#goThrough(this.orders, bar, reports)); }
  }

  override matchInside(): void {}

  /** Tries every order once; says whether the bar is to be gone through again, for exits that a fill has sent. */
  #goThrough(orders: readonly Order[], bar: BarQuote, reports: BrokerReports): boolean {
    let again = false;
    for (const order of [...orders]) {
      if (!orders.includes(order)) continue;
      if (this.hasExpired(order, bar.openTimeMs)) {
        this.cancel(order);
        reports.expire(order);
        continue;
      }
      const quoted = quotedPrice(order, bar);
      if (quoted !== quoted) continue;
      this.cancel(order);
      const price = this.slippage.price(quoted, order.side, !order.isReduceOnly);
      order.fillPrice = price;
      order.quotedPrice = quoted;
      if (reports.fill(order) && exitsAreTried(order, bar)) again = true;
    }
    return again;
  }
}

/** Where an order is filled on a bar, before slippage; NaN where it isn't. A stop-limit that is reached remembers it. */
function quotedPrice(order: Order, bar: BarQuote): number {
  const { type, side, stopPrice, limitPrice } = order, { open } = bar;
  if (type === MARKET) return open;
  const isStop = type === STOP || type === STOP_LIMIT && !order.isTriggered;
  if (isStop && side * ((side > 0 ? bar.high : bar.low) - stopPrice) < 0) return NaN;
  if (type === STOP) return side * (open - stopPrice) > 0 ? open : stopPrice;
  order.isTriggered = true;
  if (side * (limitPrice - (side > 0 ? bar.low : bar.high)) < 0) return NaN;
  if (isStop) return side * (limitPrice - stopPrice) > 0 ? stopPrice : NaN;
  return side * (limitPrice - open) > 0 ? open : limitPrice;
}

/** Whether the exits that an order has sent are tried in the bar of its fill. */
function exitsAreTried(order: Order, bar: BarQuote): boolean {
  const { type, side, stopLossPrice, takeProfitPrice } = order;
  const hasStop = stopLossPrice === stopLossPrice, hasTarget = takeProfitPrice === takeProfitPrice;
  if (type === MARKET) return hasStop || hasTarget;
  if (type !== STOP || !hasTarget) return false;
  const best = side > 0 ? bar.high : bar.low, worst = side > 0 ? bar.low : bar.high;
  return side * (best - takeProfitPrice) >= 0 && (!hasStop || side * (worst - stopLossPrice) > 0);
}

/** A broker that works through its orders as backtesting.py does, at these costs. */
export function queueBroker(commission: Commission, slippage: Slippage): BrokerFactory {
  return ({ instruments }) => ({
    commission,
    slippage,
    books: instruments.map((instrument) => new QueueOrderBook(instrument, slippage)),
  });
}
