import type { ReplayEvent } from "../../../server/replay_messages.ts";

/** A stretch over which a position was held, in steps of the bars at which it began and ended. */
export interface HeldStretch {
  readonly fromStep: number;
  /** The last step that is known, where the position is still open. */
  readonly toStep: number;
  readonly isShort: boolean;
}

/** A fill, as a chart draws it. */
export interface FillMark {
  readonly step: number;
  readonly price: number;
  readonly quantity: number;
  readonly isBuy: boolean;
  readonly isByHand: boolean;
}

/** Dust of float64 sums: less than this is no position. */
const DUST = 1e-9;

/**
 * Every fill of a run in a few columns of numbers, because a long run has hundreds of thousands: for marks on the chart, ticks on the
 * timeline and the shading of positions. Truncated like the events that they come from.
 */
export class FillColumns {
  #length = 0;
  #sequence = new Float64Array(1_024);
  #step = new Float64Array(1_024);
  #price = new Float64Array(1_024);
  /** Bought above 0, sold below. */
  #quantity = new Float64Array(1_024);
  /** Of the instrument, after this fill. */
  #position = new Float64Array(1_024);
  #instrument = new Uint16Array(1_024);
  #isByHand = new Uint8Array(1_024);
  /** Changes with every truncation and every fill: what was drawn from an older one is out of date. */
  #version = 0;
  #cuts = 0;

  apply(eventsFrom: number, events: readonly ReplayEvent[]): void {
    let kept = this.#length;
    while (kept > 0 && this.#sequence[kept - 1] >= eventsFrom) kept--;
    if (kept !== this.#length) {
      this.#version++;
      this.#cuts++;
    }
    this.#length = kept;
    for (const event of events) {
      if (event.kind !== "filled" || event.quantity === undefined || event.price === undefined) continue;
      if (this.#length > 0 && event.sequence <= this.#sequence[this.#length - 1]) continue;
      this.#push(event, event.quantity, event.price);
    }
  }

  get length(): number {
    return this.#length;
  }

  get version(): number {
    return this.#version;
  }

  /** How often fills were taken back: what was summed up from them must be done anew when this has changed. */
  get cuts(): number {
    return this.#cuts;
  }

  stepAt(index: number): number {
    return this.#step[index];
  }

  isBuyAt(index: number): boolean {
    return this.#quantity[index] > 0;
  }

  /** Fills of an instrument from one step to another (both included), the newest `max` of them. */
  marks(instrumentIndex: number, fromStep: number, toStep: number, max: number): FillMark[] {
    const marks: FillMark[] = [];
    for (let k = this.#indexOfStep(toStep + 1) - 1; k >= 0 && marks.length < max; k--) {
      if (this.#step[k] < fromStep) break;
      if (this.#instrument[k] !== instrumentIndex) continue;
      marks.push({
        step: this.#step[k],
        price: this.#price[k],
        quantity: Math.abs(this.#quantity[k]),
        isBuy: this.#quantity[k] > 0,
        isByHand: this.#isByHand[k] === 1,
      });
    }
    return marks.reverse();
  }

  /** When a position was held between two steps (both included), in order. */
  held(instrumentIndex: number, fromStep: number, toStep: number): HeldStretch[] {
    const stretches: HeldStretch[] = [];
    const first = this.#indexOfStep(fromStep);
    let position = this.#positionBefore(first, instrumentIndex), since = fromStep;
    for (let k = first; k < this.#length && this.#step[k] <= toStep; k++) {
      if (this.#instrument[k] !== instrumentIndex) continue;
      const next = this.#position[k];
      if (Math.sign(next) === Math.sign(position)) continue;
      if (position !== 0) stretches.push({ fromStep: since, toStep: this.#step[k], isShort: position < 0 });
      position = next;
      since = this.#step[k];
    }
    if (position !== 0) stretches.push({ fromStep: since, toStep, isShort: position < 0 });
    return stretches;
  }

  /** What all fills so far add up to; while those of a long run still come, that isn't what is held. */
  position(instrumentIndex: number): number {
    return this.#positionBefore(this.#length, instrumentIndex);
  }

  clear(): void {
    this.#length = 0;
    this.#version++;
    this.#cuts++;
  }

  #push(event: ReplayEvent, quantity: number, price: number): void {
    if (this.#length === this.#sequence.length) this.#grow();
    const k = this.#length, signed = (event.direction ?? 1) < 0 ? -quantity : quantity;
    const position = this.#positionBefore(k, event.instrumentIndex) + signed;
    this.#sequence[k] = event.sequence;
    this.#step[k] = event.step;
    this.#price[k] = price;
    this.#quantity[k] = signed;
    this.#position[k] = Math.abs(position) <= DUST * quantity ? 0 : position;
    this.#instrument[k] = event.instrumentIndex;
    this.#isByHand[k] = isByHand(event) ? 1 : 0;
    this.#length++;
    this.#version++;
  }

  /** Of an instrument, before the fill at this index; its last fill is rarely far. */
  #positionBefore(index: number, instrumentIndex: number): number {
    for (let k = index - 1; k >= 0; k--) {
      if (this.#instrument[k] === instrumentIndex) return this.#position[k];
    }
    return 0;
  }

  #indexOfStep(step: number): number {
    let low = 0, high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#step[middle] < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const wider = <T extends Float64Array | Uint16Array | Uint8Array>(column: T, next: T): T => {
      next.set(column);
      return next;
    };
    const size = 2 * this.#sequence.length;
    this.#sequence = wider(this.#sequence, new Float64Array(size));
    this.#step = wider(this.#step, new Float64Array(size));
    this.#price = wider(this.#price, new Float64Array(size));
    this.#quantity = wider(this.#quantity, new Float64Array(size));
    this.#position = wider(this.#position, new Float64Array(size));
    this.#instrument = wider(this.#instrument, new Uint16Array(size));
    this.#isByHand = wider(this.#isByHand, new Uint8Array(size));
  }
}

/** Whether something was asked for by hand: such orders carry a reason that says so. */
export function isByHand(event: ReplayEvent): boolean {
  return /by hand/.test(event.reason ?? "");
}
