import { type NumberText, packNumbers, unpackNumbers } from "./snapshot.ts";

/** Room in a tail beyond what must be kept, so that it is moved to the front once in a while instead of at every short frame. */
const SPARE_ROOM = 256;

/**
 * The last values of one instrument's columns: those of the frame in hand where they stand, and a tail of those before it. What the frame
 * holds beyond *now* is in the same columns; only {@link Window}, which never looks there, is handed to a strategy.
 */
export class History {
  /** Columns of the frame in hand, and which of its bars is now; −1 before its first. */
  columns: readonly Float64Array[] = [];
  bar = -1;
  /** Bars that have been now, the current one included. */
  seen = 0;
  /** By column: the values before the frame, up to but not including `tailEnd`; NaN before the first bar of all. */
  tails: readonly Float64Array[] = [];
  tailEnd = 0;
  lookbackBars = 0;

  constructor(columnCount: number, lookbackBars: number) {
    this.lookbackBars = lookbackBars;
    this.tailEnd = lookbackBars;
    this.tails = Array.from(
      { length: columnCount },
      () => new Float64Array(lookbackBars + SPARE_ROOM).fill(NaN),
    );
  }

  /** Takes the next frame's columns; none of its bars is now yet. */
  begin(columns: readonly Float64Array[]): void {
    this.columns = columns;
    this.bar = -1;
  }

  /** Moves now to the frame's next bar. */
  advance(): void {
    this.bar++;
    this.seen++;
  }

  /** Leaves the frame behind, all of whose bars have been now; its columns are somebody else's again. */
  end(): void {
    this.#append(this.columns, this.bar + 1);
    this.begin([]);
  }

  /** Takes values that are now at once: those of one bar, columns[k][at] for each column. */
  push(columns: readonly Float64Array[], at: number): void {
    if (this.tailEnd === this.tails[0].length) this.#moveToFront(this.lookbackBars - 1);
    for (let k = 0; k < this.tails.length; k++) this.tails[k][this.tailEnd] = columns[k][at];
    this.tailEnd++;
    this.seen++;
  }

  #append(columns: readonly Float64Array[], count: number): void {
    const kept = Math.min(count, this.lookbackBars), from = count - kept;
    if (this.tailEnd + kept > this.tails[0].length) this.#moveToFront(this.lookbackBars - kept);
    for (let k = 0; k < this.tails.length; k++) {
      const tail = this.tails[k], column = columns[k], end = this.tailEnd;
      if (kept < 32) { for (let i = 0; i < kept; i++) tail[end + i] = column[from + i]; }
      else tail.set(column.subarray(from, count), end);
    }
    this.tailEnd += kept;
  }

  /** Keeps the last `count` values alone. */
  #moveToFront(count: number): void {
    for (const tail of this.tails) tail.copyWithin(0, this.tailEnd - count, this.tailEnd);
    this.tailEnd = count;
  }

  /** Between frames. */
  snapshot(): { seen: number; columns: NumberText[][] } {
    const from = this.tailEnd - Math.min(this.seen, this.lookbackBars);
    return {
      seen: this.seen,
      columns: this.tails.map((tail) => packNumbers(tail.subarray(from, this.tailEnd))),
    };
  }

  restore({ seen, columns }: { seen: number; columns: NumberText[][] }): void {
    this.seen = seen;
    this.tailEnd = this.lookbackBars;
    columns.forEach((column, k) => {
      this.tails[k].fill(NaN);
      this.tails[k].set(unpackNumbers(column), this.lookbackBars - column.length);
    });
  }
}
