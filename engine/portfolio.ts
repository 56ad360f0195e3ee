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
 * What an account holds of one instrument. The desk reads it in its loops and counts what its bars showed into the lowest and highest
 * price; all else only the portfolio writes. Every field begins as NaN, so that V8 keeps it as a float64 (see docs/decisions/0014).
 */
export class Position {
  /** Units, negative when short. */
  quantity = NaN;
  /** Mean entry price of what is held. */
  averagePrice = NaN;
  /** Open time of the bar of the entry, and that bar's number among the instrument's bars. */
  entryTimeMs = NaN;
  entryBar = NaN;
  /** Signal that opened the position. */
  entrySignalId = NaN;
  /** Lowest and highest price seen while held. */
  lowestPrice = NaN;
  highestPrice = NaN;

  constructor() {
    this.quantity =
      this.averagePrice =
      this.entryTimeMs =
      this.entryBar =
      this.entrySignalId =
        0;
    this.lowestPrice = this.highestPrice = 0;
  }

  /** Everything that it remembers, in the order in which `restore` takes it. */
  numbers(): number[] {
    const { quantity, averagePrice, entryTimeMs, entryBar, entrySignalId, lowestPrice, highestPrice } = this;
    return [quantity, averagePrice, entryTimeMs, entryBar, entrySignalId, lowestPrice, highestPrice];
  }

  /** Takes back what `numbers` gave. */
  restore(numbers: ArrayLike<number>): void {
    this.quantity = numbers[0];
    this.averagePrice = numbers[1];
    this.entryTimeMs = numbers[2];
    this.entryBar = numbers[3];
    this.entrySignalId = numbers[4];
    this.lowestPrice = numbers[5];
    this.highestPrice = numbers[6];
  }
}

/** The account: cash, and a position for each instrument, by its index. */
export interface Portfolio {
  cash: number;
  /** The same objects as long as the run lasts. */
  readonly positions: readonly Position[];
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
