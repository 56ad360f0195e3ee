import type { Clock } from "../engine/live/outside.ts";

/** Something that will happen. */
interface Due {
  readonly atMs: number;
  /** Of two at one time the one that was asked for first comes first. */
  readonly order: number;
  readonly call: () => void;
  isCancelled: boolean;
}

/** Time that passes as fast as nothing is left to do in it: one thread of events, ordered by their time. */
export class VirtualTime {
  /** Milliseconds since the world began. */
  nowMs = 0;
  /** Events that have happened. */
  events = 0;
  readonly #heap: Due[] = [];
  #order = 0;

  /** Calls after so many milliseconds; the function that it gives takes that back. */
  after(delayMs: number, call: () => void): () => void {
    const due: Due = {
      atMs: this.nowMs + Math.max(0, delayMs),
      order: this.#order++,
      call,
      isCancelled: false,
    };
    this.#push(due);
    return () => {
      due.isCancelled = true;
    };
  }

  /** Lets everything happen that is due up to, and including, a time, and stands there. */
  runTo(toMs: number): void {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.atMs > toMs) break;
      this.#pop();
      if (next.isCancelled) continue;
      this.nowMs = next.atMs;
      this.events++;
      next.call();
    }
    this.nowMs = toMs;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(due);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(due, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#heap, last = heap.pop()!, { length } = heap;
    if (length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atMs < b.atMs || a.atMs === b.atMs && a.order < b.order;
}

/** The clock of one machine in virtual time: it may be set wrong. Its timers go by steady time, as a machine's do. */
export class VirtualClock implements Clock {
  readonly #time: VirtualTime;
  readonly #startMs: number;
  /** How far the wall clock is ahead of true time. */
  skewMs = 0;
  #isDown = false;

  /** @param startMs True wall time when the world began. */
  constructor(time: VirtualTime, startMs: number) {
    this.#time = time;
    this.#startMs = startMs;
  }

  nowMs(): number {
    return this.#startMs + this.#time.nowMs + this.skewMs;
  }

  steadyMs(): number {
    return this.#time.nowMs;
  }

  after(delayMs: number, call: () => void): () => void {
    return this.#time.after(delayMs, () => {
      if (!this.#isDown) call();
    });
  }

  /** The process that goes by it is no more: none of its timers is heard again. */
  stop(): void {
    this.#isDown = true;
  }
}
