import type { RecordLog } from "./record_log.ts";
import type { Universe } from "./frame.ts";

/**
 * A fill as an account books it. One object, reused: numbers handed over in fields cost nothing, whereas a float64 that is an argument of
 * a call is put on the heap (see docs/decisions/0013).
 */
export interface PositionFill {
  instrumentIndex: number;
  /** In units; bought above zero, sold below. */
  quantity: number;
  price: number;
  /** In currency. */
  fee: number;
  /** Open time of the bar, and that bar's number among the instrument's bars. */
  timeMs: number;
  bar: number;
  reasonCode: number;
  signalId: number;
}

/**
 * The account: cash and positions, by instrument index. The desk reads the fields in its loops; only the portfolio writes them.
 */
export interface Portfolio {
  cash: number;
  /** Units, negative when short. */
  readonly quantity: Float64Array;
  /** Mean entry price of what is held. */
  readonly averagePrice: Float64Array;
  /** Open time of the bar of the entry, and that bar's number among the instrument's bars. */
  readonly entryTimeMs: Float64Array;
  readonly entryBar: Float64Array;
  /** Signal that opened the position. */
  readonly entrySignalId: Float64Array;
  /** Lowest and highest price seen while held. */
  readonly lowestPrice: Float64Array;
  readonly highestPrice: Float64Array;
  /** Closed trades since it was last cleared, rows of {@link TRADE_ROW}. */
  readonly trades: RecordLog;
  /** Books a fill. One through zero is one close and one open. */
  applyFill(fill: PositionFill): void;
  /** Units still held of what the orders of a signal opened; a portfolio that keeps no lots leaves it out. */
  heldOf?(instrumentIndex: number, signalId: number): number;
  /** Cash below zero becomes zero: what an account that was called owes beyond its money is the broker's loss. */
  writeOffDebt(): void;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
}

/** Makes the portfolio of a run. */
export type PortfolioFactory = (universe: Universe, initialCash: number) => Portfolio;

/** Columns of a row of the trade log; prices are means weighted by quantity. */
export const TRADE_ROW = {
  instrument: 0,
  direction: 1,
  quantity: 2,
  entryTimeMs: 3,
  exitTimeMs: 4,
  entryBar: 5,
  exitBar: 6,
  entryPrice: 7,
  exitPrice: 8,
  grossProfit: 9,
  fees: 10,
  lowestPrice: 11,
  highestPrice: 12,
  entryReason: 13,
  exitReason: 14,
  entryNotional: 15,
  signalId: 16,
} as const;
/** Numbers in a row of the trade log. */
export const TRADE_ROW_WIDTH = 17;
