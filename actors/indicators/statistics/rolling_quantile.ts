import { Stateful } from "../../../engine/stateful.ts";

/**
 * Quantile of the last `length` values as a part of other kernels, a value at a time: of the values in order, the one at place
 * q·(length − 1), or what lies between its two neighbours (type 7 of R. Hyndman and Y. Fan, The American Statistician 50, 1996: what
 * NumPy and spreadsheets compute). The values up to there are a heap with the greatest on top, those beyond it a heap with the least:
 * a new value takes the place of the oldest one and moves up or down, O(log length) a value (after W. Härdle and W. Steiger, Applied
 * Statistics 44, 1995).
 */
export class RollingQuantile extends Stateful {
  readonly #length: number;
  /** Values of the lower heap. */
  readonly #lower: number;
  /** How far the quantile lies towards the upper heap's least. */
  readonly #part: number;
  /** Where in the state the heap's entries, and each slot's place in the heap, begin. */
  readonly #heapAt: number;
  readonly #placeAt: number;

  constructor(length: number, q: number) {
    super(VALUES + 3 * length);
    const place = q * (length - 1);
    this.#length = length;
    this.#lower = Math.floor(place) + 1;
    this.#part = place - Math.floor(place);
    this.#heapAt = VALUES + length;
    this.#placeAt = VALUES + 2 * length;
  }

  /** Takes a value; NaN for the first `length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    if (x !== x) return NaN;
    const state = this.state, length = this.#length, slot = state[SLOT] | 0;
    state[VALUES + slot] = x;
    state[SLOT] = slot + 1 === length ? 0 : slot + 1;
    if (state[IS_FULL] === 1) this.#settle(state[this.#placeAt + slot] | 0);
    else if (slot + 1 < length) return NaN;
    else this.#order();
    const low = this.#valueAt(0), part = this.#part;
    return part === 0 ? low : low + part * (this.#valueAt(this.#lower) - low);
  }

  /** Value of the heaps' entry at a place: the lower heap's come first, its top at 0. */
  #valueAt(place: number): number {
    return this.state[VALUES + this.state[this.#heapAt + place]];
  }

  #swap(a: number, b: number): void {
    const state = this.state, heapAt = this.#heapAt, placeAt = this.#placeAt;
    const slotA = state[heapAt + a], slotB = state[heapAt + b];
    state[heapAt + a] = slotB;
    state[heapAt + b] = slotA;
    state[placeAt + slotA] = b;
    state[placeAt + slotB] = a;
  }

  /** Puts a changed entry where it belongs, in its own heap or, over the two tops, in the other one. */
  #settle(place: number): void {
    const lower = this.#lower, upper = this.#length - lower;
    if (place < lower) this.#sift(place, 0, lower, -1);
    else this.#sift(place, lower, upper, 1);
    if (upper === 0 || this.#valueAt(0) <= this.#valueAt(lower)) return;
    this.#swap(0, lower);
    this.#sift(0, 0, lower, -1);
    this.#sift(lower, lower, upper, 1);
  }

  /** Moves an entry of the heap of `count` entries at `start` up or down; `sign` 1 keeps the least on top, −1 the greatest. */
  #sift(place: number, start: number, count: number, sign: 1 | -1): void {
    let at = place - start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (sign * this.#valueAt(start + at) >= sign * this.#valueAt(start + parent)) break;
      this.#swap(start + at, start + parent);
      at = parent;
    }
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) return;
      if (
        child + 1 < count && sign * this.#valueAt(start + child + 1) < sign * this.#valueAt(start + child)
      ) child++;
      if (sign * this.#valueAt(start + at) <= sign * this.#valueAt(start + child)) return;
      this.#swap(start + at, start + child);
      at = child;
    }
  }

  /** Sorts the first `length` values, which makes two heaps of them once the lower part is turned around. */
  #order(): void {
    const state = this.state, length = this.#length, lower = this.#lower;
    for (let slot = 0; slot < length; slot++) {
      state[this.#heapAt + slot] = state[this.#placeAt + slot] = slot;
      this.#sift(slot, 0, slot + 1, -1);
    }
    for (let count = length - 1; count > 0; count--) {
      this.#swap(0, count);
      this.#sift(0, 0, count, -1);
    }
    for (let a = 0, b = lower - 1; a < b; a++, b--) this.#swap(a, b);
    state[IS_FULL] = 1;
  }
}

const SLOT = 0, IS_FULL = 1, VALUES = 2;
