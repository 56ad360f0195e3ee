import type { BarQuote, BrokerFactory, BrokerReports, Commission, Slippage } from "../../engine/broker.ts";
import type { Instrument } from "../../engine/instrument.ts";
import { LIMIT, MARKET, type Order, STOP, STOP_LIMIT } from "../../engine/order.ts";
import { OrderList } from "./order_list.ts";

/**
 * Matches orders against bars. A market order is filled at the next bar's open. A limit buy is filled at the open where the bar opens
 * at or below it, else at the limit once the low reaches it; a stop buy at the open where the bar opens at or above it (a gap), else
 * at the stop once the high reaches it; selling is the mirror. A stop becomes a market order when it is reached
 * (https://www.sec.gov/answers/stopord.htm), a stop-limit a limit order: filled in the same bar only at the stop itself, since what
 * the price did after it inside the bar isn't known. Market and stop fills pay slippage, limits don't.
 *
 * Against trades nothing is left open: a market order is filled at the next trade, a stop at the trade that reaches it, a limit at the first
 * trade that it sees where that is no worse, later at its own price once a trade reaches it. A stop-limit that is reached is a limit from
 * the next trade on.
 */
export class BarOrderBook extends OrderList {
  declare private readonly slippage: Slippage;
  /** Orders that a trade is matched against, used again for each. */
  readonly #atHand: Order[] = [];

  constructor(instrument: Instrument, slippage: Slippage) {
    super(instrument);
    this.slippage = slippage;
  }

  override matchOpen(bar: BarQuote, exits: boolean, heldSide: number, reports: BrokerReports): void {
    const { orders } = this;
    if (orders.length === 1) {
      this.#tryAtOpen(orders[0], bar, exits, heldSide, reports);
      return;
    }
    for (const order of [...orders]) {
      if (orders.includes(order)) this.#tryAtOpen(order, bar, exits, heldSide, reports);
    }
  }

  #tryAtOpen(
    order: Order,
    bar: BarQuote,
    exits: boolean,
    heldSide: number,
    reports: BrokerReports,
  ): void {
    if ((order.side * heldSide < 0) !== exits) return;
    if (order.expiresMs !== Infinity && this.hasExpired(order, bar.openTimeMs)) {
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
      order.fillPrice = isMarket ? this.slippage.price(open, side, !order.isReduceOnly) : open;
      order.quotedPrice = open;
      reports.fill(order);
    }
  }

  matchTrade(
    price: number,
    timeMs: number,
    exits: boolean,
    heldSide: number,
    reports: BrokerReports,
  ): void {
    const { orders } = this, atHand = this.#atHand, count = orders.length;
    if (count === 1) return this.#tryOnTrade(orders[0], price, timeMs, exits, heldSide, reports);
    for (let k = 0; k < count; k++) atHand[k] = orders[k];
    for (let k = 0; k < count; k++) {
      const order = atHand[k];
      // A fill before it may have ended it.
      if (order.isWorking) this.#tryOnTrade(order, price, timeMs, exits, heldSide, reports);
    }
  }

  #tryOnTrade(
    order: Order,
    price: number,
    timeMs: number,
    exits: boolean,
    heldSide: number,
    reports: BrokerReports,
  ): void {
    const { side, type } = order;
    if ((side * heldSide < 0) !== exits) return;
    if (order.expiresMs !== Infinity && this.hasExpired(order, timeMs)) {
      this.cancel(order);
      reports.expire(order);
      return;
    }
    const isFirst = !order.isResting;
    order.isResting = true;
    let filledAt = NaN;
    if (type === MARKET) filledAt = price;
    else if (type === STOP) {
      if (side * (price - order.stopPrice) < 0) return;
      filledAt = price;
    } else if (type === STOP_LIMIT && !order.isTriggered) {
      order.isTriggered = side * (price - order.stopPrice) >= 0;
      order.isResting = !order.isTriggered;
      return;
    } else if (side * (order.limitPrice - price) >= 0) {
      this.cancel(order);
      order.fillPrice = order.quotedPrice = isFirst ? price : order.limitPrice;
      reports.fill(order);
      return;
    } else return;
    this.cancel(order);
    order.fillPrice = this.slippage.price(filledAt, side, !order.isReduceOnly);
    order.quotedPrice = filledAt;
    reports.fill(order);
  }

  override matchInside(bar: BarQuote, reports: BrokerReports): void {
    const { orders } = this;
    const atStart = [...orders];
    // A stop-limit that is reached inside this bar waits for the next one: the low may have come before the stop.
    const limits = atStart.filter((order) =>
      order.type === LIMIT || order.type === STOP_LIMIT && order.isTriggered
    );
    // Stops first: where one bar reaches a stop and a limit, the worse for the trader is taken to come first.
    for (const order of atStart) {
      if (order.type === STOP && orders.includes(order)) this.#tryStop(order, bar, reports, false);
      else if (order.type === STOP_LIMIT && !order.isTriggered && orders.includes(order)) {
        this.#tryStopLimit(order, bar, reports);
      }
    }
    for (const order of limits) if (orders.includes(order)) this.#tryLimit(order, bar, reports);
    // Exits that were sent by a fill inside this bar: the stop may still be reached in it, the target isn't counted on.
    for (const order of [...orders]) {
      if (order.type === STOP && order.isReduceOnly && !atStart.includes(order) && orders.includes(order)) {
        this.#tryStop(order, bar, reports, true);
      }
    }
  }

  #tryStop(order: Order, bar: BarQuote, reports: BrokerReports, wasSentInside: boolean): void {
    const { side, stopPrice } = order;
    if (side * ((side > 0 ? bar.high : bar.low) - stopPrice) < 0) return;
    this.cancel(order);
    // An exit sent at this bar's open may find the open beyond its stop already.
    const quoted = wasSentInside || side * (bar.open - stopPrice) < 0 ? stopPrice : bar.open;
    order.fillPrice = this.slippage.price(quoted, side, !order.isReduceOnly);
    order.quotedPrice = quoted;
    reports.fill(order);
  }

  #tryStopLimit(order: Order, bar: BarQuote, reports: BrokerReports): void {
    const { side, stopPrice, limitPrice } = order;
    if (side * ((side > 0 ? bar.high : bar.low) - stopPrice) < 0) return;
    if (side * (limitPrice - stopPrice) >= 0) {
      this.cancel(order);
      order.fillPrice = order.quotedPrice = stopPrice;
      reports.fill(order);
    } else {
      order.isTriggered = true;
    }
  }

  #tryLimit(order: Order, bar: BarQuote, reports: BrokerReports): void {
    const { side, limitPrice } = order;
    if (side * (limitPrice - (side > 0 ? bar.low : bar.high)) < 0) return;
    this.cancel(order);
    const price = side * (limitPrice - bar.open) > 0 ? bar.open : limitPrice;
    order.fillPrice = order.quotedPrice = price;
    reports.fill(order);
  }
}

/** A broker that matches against bars, at these costs. */
export function barBroker(commission: Commission, slippage: Slippage): BrokerFactory {
  return ({ instruments }) => ({
    commission,
    slippage,
    books: instruments.map((instrument) => new BarOrderBook(instrument, slippage)),
  });
}
