import type { OrderType, TimeInForce } from "./order.ts";
import type { Direction } from "./signal.ts";

/** A decision with more to it than a direction. Prices are in quote currency. */
export interface Decision {
  readonly direction: Direction;
  /** In (0, 1]: how much of the sizer's full size; 1 by default. */
  readonly strength?: number;
  /**
   * In units: traded on top of what is held, instead of moving to the sizer's size. With direction 0 it closes that much.
   */
  readonly quantity?: number;
  readonly type?: OrderType;
  readonly limitPrice?: number;
  readonly stopPrice?: number;
  readonly timeInForce?: TimeInForce;
  /** Whether entries that still work are cancelled first; exits stay. An order without `quantity` cancels both anyway. */
  readonly replacesEntries?: boolean;
  /** Exits that are sent once the order is filled; whichever is filled cancels the other. */
  readonly stopLossPrice?: number;
  readonly takeProfitPrice?: number;
  /** Why, in a few words; stands in orders and trades. */
  readonly reason?: string;
}

/** What `onBar` may answer: a decision, several, just a direction, or nothing. */
export type BarDecision = Decision | readonly Decision[] | Direction | undefined | void;

/** What a strategy may know of its position and account, as of now. */
export interface PositionView {
  /** Units held, negative when short. */
  readonly quantity: number;
  readonly direction: Direction;
  /** Mean entry price; NaN when flat. */
  readonly entryPrice: number;
  readonly entryTimeMs: number;
  /** Bars since the entry, 0 on the bar of the entry. */
  readonly barsHeld: number;
  /** At the bar's close, before fees. */
  readonly unrealisedProfit: number;
  /** Of the whole account, at this bar's close. */
  readonly equity: number;
  readonly cash: number;
  /** Whether an order is on its way. */
  readonly hasWorkingOrders: boolean;
}
