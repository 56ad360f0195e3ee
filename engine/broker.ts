import type { Universe } from "./frame.ts";
import type { Order } from "./order.ts";

/** What a fill costs beside the price, in quote currency. */
export interface Commission {
  readonly name: string;
  /** `quantity` above zero; `price` as filled. */
  fee(quantity: number, price: number, multiplier: number): number;
}

/** How much worse than the quoted price a market or stop order is filled. */
export interface Slippage {
  readonly name: string;
  /** The price that the trader gets; `side` +1 buys, −1 sells. */
  price(price: number, side: number, isEntry: boolean): number;
}

/** One bar as a broker sees it. One object, reused. */
export interface BarQuote {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly openTimeMs: number;
  readonly closeTimeMs: number;
}

/** Where a broker reports. */
export interface BrokerReports {
  /**
   * At the order's `fillPrice` and `quotedPrice`, which the broker has set. Returns false when the account could not take it (the order is
   * then rejected).
   */
  fill(order: Order): boolean;
  expire(order: Order): void;
  cancel(order: Order, reason: string): void;
}

/**
 * The orders of one instrument that work at a broker, and how it matches them against bars. A bar is matched in two phases, so that the
 * desk can go through all instruments of a timestamp at its open (exits first, then entries) and only then through what happened inside
 * the bar.
 */
export interface OrderBook {
  /** Orders that work, oldest first. */
  readonly working: readonly Order[];
  /** Why the order can't be taken, or undefined. */
  submit(order: Order): string | undefined;
  cancel(order: Order): void;
  /**
   * Matches a bar's open: exits or entries only; `heldSide` is +1 long, −1 short, 0 flat. Asked for exits only where something is held, for
   * entries wherever orders are left.
   */
  matchOpen(bar: BarQuote, exits: boolean, heldSide: number, reports: BrokerReports): void;
  matchInside(bar: BarQuote, reports: BrokerReports): void;
  /**
   * Matches one trade of the market, in place of the bar that it belongs to: exits or entries only, as at an open. What is submitted by a
   * fill sees the next trade first. Missing where a broker knows bars alone.
   */
  matchTrade?(price: number, timeMs: number, exits: boolean, heldSide: number, reports: BrokerReports): void;
  /** Price at which a stop (or a target) of a held position is filled on this bar, before slippage; NaN when it isn't touched. */
  stopTouch(level: number, side: number, bar: BarQuote): number;
  targetTouch(level: number, side: number, bar: BarQuote): number;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
}

/** What a run trades through: its costs, and an order book for each instrument, by its index. */
export interface Broker {
  readonly commission: Commission;
  readonly slippage: Slippage;
  /** The same objects as long as the run lasts. */
  readonly books: readonly OrderBook[];
}

/** Makes the broker of a run. */
export type BrokerFactory = (universe: Universe) => Broker;
