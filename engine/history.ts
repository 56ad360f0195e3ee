import { type NumberText, packNumbers, unpackNumbers } from "./snapshot.ts";

/**
 * The last bars of one instrument, a column a field or indicator, and which of them is *now*. Frames are appended whole, then
 * `advance` moves now forward a bar at a time; what lies beyond now is kept in the same arrays, and only {@link Window}, which never
 * looks there, is handed to a strategy.
 */
export class History {
  /** Index of now in the columns; −1 before the first bar. */
  now = -1;
  /** Bars that have been now, the current one included. */
  seen = 0;
  #end = 0;
  #columns: Float64Array[];

  constructor(readonly names: readonly string[], readonly lookbackBars: number) {
    this.#columns = names.map(() => new Float64Array(lookbackBars + 256));
  }

  column(index: number): Float64Array {
    return this.#columns[index];
  }

  /** Appends `count` bars: columns[k][from…from+count−1] for each column. All appended before must have been now. */
  append(columns: readonly Float64Array[], from: number, count: number): void {
    if (this.#end + count > this.#columns[0].length) this.#makeRoom(count);
    for (let k = 0; k < this.#columns.length; k++) {
      const source = columns[k], target = this.#columns[k], end = this.#end;
      if (count < 32) { for (let i = 0; i < count; i++) target[end + i] = source[from + i]; }
      else {target.set(
          from === 0 && source.length === count ? source : source.subarray(from, from + count),
          end,
        );}
    }
    this.#end += count;
  }

  /** Moves now to the next bar. */
  advance(): void {
    this.now++;
    this.seen++;
  }

  /** Drops all but the bars that a window may look at, and widens where a frame is longer than there is room. */
  #makeRoom(count: number): void {
    const kept = Math.min(this.lookbackBars, this.#end), from = this.#end - kept;
    const length = Math.max(this.#columns[0].length, this.lookbackBars + 2 * count);
    this.#columns = this.#columns.map((column) => {
      const room = length > column.length ? new Float64Array(length) : column;
      room.set(column.subarray(from, this.#end));
      return room;
    });
    this.now -= from;
    this.#end = kept;
  }

  snapshot(): { seen: number; columns: NumberText[][] } {
    const from = Math.max(0, this.now + 1 - this.lookbackBars);
    return {
      seen: this.seen,
      columns: this.#columns.map((column) => packNumbers(column.subarray(from, this.now + 1))),
    };
  }

  restore({ seen, columns }: { seen: number; columns: NumberText[][] }): void {
    this.seen = seen;
    this.#end = columns[0].length;
    this.now = this.#end - 1;
    columns.forEach((column, k) => this.#columns[k].set(unpackNumbers(column)));
  }
}
