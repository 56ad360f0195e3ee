import type { Statements } from "./desk/statements.ts";
import type { Frame } from "./frame.ts";
import type { RecordLog } from "./record_log.ts";
import type { SignalEvents } from "./signal.ts";

/** A frame with its columns, `columns[i][k]` being column k of instrument i: a bar's fields, then indicators' outputs. */
export interface Indicated {
  readonly frame: Frame;
  readonly columns: readonly (readonly Float64Array[])[];
  /** Bars of each instrument before this frame, by instrument index. */
  readonly barsBefore: readonly number[];
}

/** The same with each instrument's signals. */
export interface Signalled extends Indicated {
  readonly signals: readonly SignalEvents[];
}

/**
 * The same with what the desk did: columns by step (only as many as the frame has steps count) and rows of orders, orders' ends, fills
 * and closed trades. All of it is lent until the next frame.
 */
export interface Settled extends Signalled {
  /** Equity at each step's close. */
  readonly equity: Float64Array;
  /** 1 where a position was held at the step's close. */
  readonly exposed: Uint8Array;
  readonly orders: RecordLog;
  readonly orderEnds: RecordLog;
  readonly fills: RecordLog;
  readonly trades: RecordLog;
  /** What every part of the desk said; null where it doesn't keep that. */
  readonly statements: Statements | null;
}
