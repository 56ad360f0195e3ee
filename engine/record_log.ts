/**
 * Rows of numbers of one width, one after the other in a single array: what leaves a desk, and what a recorder keeps. A row costs
 * its numbers and nothing else, so a million fills are no harder on the collector than a thousand.
 */
export class RecordLog {
  declare readonly width: number;
  /** Rows in use. */
  length = 0;
  /** Row r, column c stands at r × width + c. Only the first `length` rows count. */
  declare data: Float64Array;

  constructor(width: number, capacity = 16) {
    this.width = width;
    this.data = new Float64Array(width * capacity);
  }

  /** Makes room for one more row and returns where it starts; the caller writes its `width` numbers there. */
  append(): number {
    const at = this.length * this.width;
    if (at === this.data.length) this.#grow(at * 2);
    this.length++;
    return at;
  }

  /** Copies all rows of another log of the same width behind its own. */
  appendAll(other: RecordLog): void {
    if (other.length === 0) return;
    const at = this.length * this.width, count = other.length * this.width;
    if (at + count > this.data.length) this.#grow(Math.max(at + count, this.data.length * 2));
    if (count < 64) { for (let i = 0; i < count; i++) this.data[at + i] = other.data[i]; }
    else this.data.set(other.data.subarray(0, count), at);
    this.length += other.length;
  }

  get(row: number, column: number): number {
    return this.data[row * this.width + column];
  }

  clear(): void {
    this.length = 0;
  }

  /** The rows in use, copied. */
  rows(): Float64Array {
    return this.data.slice(0, this.length * this.width);
  }

  #grow(length: number): void {
    const grown = new Float64Array(length);
    grown.set(this.data);
    this.data = grown;
  }
}
