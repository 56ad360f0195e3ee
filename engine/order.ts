/** How an order wants to be filled. The number is how rows of orders carry it. */
export const ORDER_TYPES = ["market", "limit", "stop", "stop_limit"] as const;
/** One of {@link ORDER_TYPES}. */
export type OrderType = typeof ORDER_TYPES[number];
/** Indices into {@link ORDER_TYPES}. */
export const MARKET = 0, LIMIT = 1, STOP = 2, STOP_LIMIT = 3;

/** How long an order works: until cancelled, or until the end of the UTC day of the first bar it sees. */
export const TIMES_IN_FORCE = ["gtc", "day"] as const;
/** One of {@link TIMES_IN_FORCE}. */
export type TimeInForce = typeof TIMES_IN_FORCE[number];

/** What became of an order. */
export const ORDER_STATUSES = ["working", "filled", "rejected", "cancelled", "expired"] as const;
/** One of {@link ORDER_STATUSES}. */
export type OrderStatus = typeof ORDER_STATUSES[number];
/** Indices into {@link ORDER_STATUSES} of those that end an order. */
export const FILLED = 1, REJECTED = 2, CANCELLED = 3, EXPIRED = 4;

/**
 * A working order. Prices that it doesn't have are NaN. A desk uses its orders over again once they have ended, so that a fill leaves
 * nothing to collect: nobody keeps one beyond that.
 */
export class Order {
  /** Numbered from 1 in the order of submission. */
  id = 0;
  instrumentIndex = 0;
  /** The signal from which it comes, numbered from 1; 0 for an order given by hand. */
  signalId = 0;
  submittedMs = NaN;
  /** +1 buys, −1 sells. */
  side = 0;
  /** In units, above zero. */
  quantity = NaN;
  /** The part of `quantity` that opens or enlarges a position; the rest closes what is held against it. */
  opening = NaN;
  type = MARKET;
  limitPrice = NaN;
  stopPrice = NaN;
  /** Index into {@link TIMES_IN_FORCE}. */
  timeInForce = 0;
  /** When it stops working; Infinity for good-till-cancelled, NaN for a day order that hasn't seen its day's first bar. */
  expiresMs = Infinity;
  reasonCode = 0;
  /** Never opens or turns a position: trimmed to what is held, cancelled when nothing is. */
  isReduceOnly = false;
  /** Orders of one group cancel each other when one is filled; 0 is no group. */
  ocoGroup = 0;
  /** Prices of the exits that are sent when it is filled; NaN for none. */
  stopLossPrice = NaN;
  takeProfitPrice = NaN;
  /** Strength with which the size is worked out anew at the price of the fill (some presets do); 0 where it stands. */
  strengthAtFill = NaN;
  /** A stop-limit whose stop was reached works as a limit from then on. */
  isTriggered = false;
  /** Whether it has seen a trade of the market, and so waits in the book: it is filled at its own price, not at a better one. */
  isResting = false;
  /** Whether it is with the broker: kept by the desk. */
  isWorking = false;

  /** Whether exits are sent once it is filled. */
  get hasExits(): boolean {
    return this.stopLossPrice === this.stopLossPrice || this.takeProfitPrice === this.takeProfitPrice;
  }

  /** The price that the trader gets and the price before slippage: set by a broker when it reports a fill. */
  fillPrice = NaN;
  quotedPrice = NaN;

  /** Becomes another order: a market order, good till cancelled, of no quantity yet. */
  become(id: number, instrumentIndex: number, signalId: number, side: number, reasonCode: number): this {
    this.id = id;
    this.instrumentIndex = instrumentIndex;
    this.signalId = signalId;
    this.submittedMs = NaN;
    this.side = side;
    this.quantity = NaN;
    this.opening = 0;
    this.reasonCode = reasonCode;
    if (this.type !== MARKET || this.ocoGroup !== 0 || this.timeInForce !== 0) this.#forgetType();
    this.isReduceOnly = false;
    this.isResting = false;
    this.stopLossPrice = NaN;
    this.takeProfitPrice = NaN;
    this.strengthAtFill = 0;
    return this;
  }

  #forgetType(): void {
    this.type = MARKET;
    this.limitPrice = NaN;
    this.stopPrice = NaN;
    this.timeInForce = 0;
    this.expiresMs = Infinity;
    this.ocoGroup = 0;
    this.isTriggered = false;
  }
}

/** Columns of a row of the order log. */
export const ORDER_ROW = {
  id: 0,
  instrument: 1,
  signalId: 2,
  submittedMs: 3,
  side: 4,
  quantity: 5,
  type: 6,
  limitPrice: 7,
  stopPrice: 8,
  timeInForce: 9,
  reason: 10,
} as const;
/** Numbers in a row of the order log. */
export const ORDER_ROW_WIDTH = 11;

/** Columns of a row of the log of orders' ends. */
export const ORDER_END_ROW = { id: 0, status: 1, timeMs: 2, reason: 3 } as const;
/** Numbers in a row of the log of orders' ends. */
export const ORDER_END_ROW_WIDTH = 4;

/** Columns of a row of the fill log: `quantity` is signed (+ bought, − sold), `bar` counts that instrument's bars. */
export const FILL_ROW = {
  orderId: 0,
  instrument: 1,
  timeMs: 2,
  bar: 3,
  price: 4,
  quantity: 5,
  fee: 6,
  slippage: 7,
} as const;
/** Numbers in a row of the fill log. */
export const FILL_ROW_WIDTH = 8;
