/** A window's head, as far as it matters here; see `ColumnsHead` in server/replay_messages.ts. */
export interface BarsHead {
  readonly mode: "append" | "replace";
  readonly stepsPerPoint: number;
  readonly instrumentIndex: number;
  readonly columns: readonly string[];
  readonly length: number;
}

/** Points kept; the chart's library is at its best below 10,000. */
const POINTS_MAX = 10_000;
/** What is kept of them when there are more: room to append before it happens again. */
const POINTS_KEPT = 6_000;

/**
 * The points of a view that the client holds: replaced whole or grown at its end, and what of it has changed since it was last drawn.
 */
export class BarsWindow {
  #columns: Float64Array[] = [];
  #names: readonly string[] = [];
  #length = 0;
  /** Index from which on points differ from what was drawn; 0 after a replacement. */
  #changedFrom = 0;
  #isReplaced = false;
  #instrumentIndex = 0;
  #stepsPerPoint = 1;

  apply(head: BarsHead, columns: readonly Float64Array[]): void {
    const isSame = head.columns.length === this.#names.length &&
      head.instrumentIndex === this.#instrumentIndex;
    if (head.mode === "replace" || this.#length === 0 || !isSame) {
      this.#columns = columns.map((column) => column.slice());
      this.#names = head.columns;
      this.#instrumentIndex = head.instrumentIndex;
      this.#stepsPerPoint = head.stepsPerPoint;
      this.#length = head.length;
      this.#isReplaced = true;
      this.#changedFrom = 0;
      return;
    }
    if (head.length === 0) return;
    // The first may stand for the last that is here: the same point, closer to its end.
    const start = this.#length > 0 && columns[1][0] === this.time(this.#length - 1)
      ? this.#length - 1
      : this.#length;
    this.#reserve(start + head.length);
    columns.forEach((column, k) => this.#columns[k].set(column, start));
    this.#length = start + head.length;
    this.#changedFrom = Math.min(this.#changedFrom, start);
    if (this.#length > POINTS_MAX) this.#forgetOldest(this.#length - POINTS_KEPT);
  }

  get length(): number {
    return this.#length;
  }

  get instrumentIndex(): number {
    return this.#instrumentIndex;
  }

  get stepsPerPoint(): number {
    return this.#stepsPerPoint;
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** A column by its name, as long as the window; undefined where the view has none. */
  column(name: string): Float64Array | undefined {
    return this.#columns[this.#names.indexOf(name)]?.subarray(0, this.#length);
  }

  /** The step of a point: of its last bar, where bars are aggregated. */
  step(index: number): number {
    return this.#columns[0][index];
  }

  /** Open time of a point. */
  time(index: number): number {
    return this.#columns[1][index];
  }

  get firstStep(): number {
    return this.#length === 0 ? 0 : this.step(0);
  }

  get lastStep(): number {
    return this.#length === 0 ? -1 : this.step(this.#length - 1);
  }

  /** The point that holds a step: the first whose last step is not before it; `length` where the step is after them all. */
  indexOfStep(step: number): number {
    let low = 0, high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.step(middle) < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The last point that had opened at a time; −1 before the first. */
  indexAtTime(timeMs: number): number {
    let low = 0, high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.time(middle) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Points that have changed since they were last asked for. */
  get pendingPoints(): number {
    return this.#length - Math.min(this.#changedFrom, this.#length);
  }

  /** What has changed since this was last asked: all of it, or the points from an index on. */
  takeChanges(): { isReplaced: boolean; changedFrom: number } {
    const changes = { isReplaced: this.#isReplaced, changedFrom: Math.min(this.#changedFrom, this.#length) };
    this.#isReplaced = false;
    this.#changedFrom = this.#length;
    return changes;
  }

  /** Everything is to be drawn anew: by a chart that has drawn nothing yet. */
  drawAnew(): void {
    this.#isReplaced = this.#length > 0;
    this.#changedFrom = 0;
  }

  /** Lets the oldest points go, so that no more than `count` are left; then all of it counts as replaced. */
  keepNewest(count: number): void {
    if (this.#length > count) this.#forgetOldest(this.#length - count);
  }

  #reserve(length: number): void {
    if (this.#columns[0].length >= length) return;
    this.#columns = this.#columns.map((column) => {
      const wider = new Float64Array(Math.max(length, 2 * this.#length, 1_024));
      wider.set(column.subarray(0, this.#length));
      return wider;
    });
  }

  #forgetOldest(count: number): void {
    for (const column of this.#columns) column.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#isReplaced = true;
    this.#changedFrom = 0;
  }
}
