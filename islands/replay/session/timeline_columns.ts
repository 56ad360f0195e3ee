/** The run so far, in at most 2,000 points; see `ColumnsHead` in server/replay_messages.ts. */
export class TimelineColumns {
  #columns: readonly Float64Array[] = [];
  #length = 0;
  #version = 0;

  apply(head: { readonly length: number }, columns: readonly Float64Array[]): void {
    this.#columns = columns;
    this.#length = head.length;
    this.#version++;
  }

  get length(): number {
    return this.#length;
  }

  /** Changes whenever the points do. */
  get version(): number {
    return this.#version;
  }

  step(index: number): number {
    return this.#columns[0][index];
  }

  timeMs(index: number): number {
    return this.#columns[1][index];
  }

  equity(index: number): number {
    return this.#columns[2][index];
  }

  equityLow(index: number): number {
    return this.#columns[3][index];
  }

  equityHigh(index: number): number {
    return this.#columns[4][index];
  }

  /** The highest equity of the points that end before a step; −Infinity where there is none. */
  peakBefore(step: number): number {
    let peak = -Infinity;
    for (let k = 0; k < this.#length && this.step(k) < step; k++) peak = Math.max(peak, this.equityHigh(k));
    return peak;
  }
}
