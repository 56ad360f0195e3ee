import type { Clock } from "../../engine/live/outside.ts";

/** A clock that stands still until it is moved by hand: timers are called in the order in which they fall due. */
export class HandClock implements Clock {
  readonly #startMs: number;
  #passedMs = 0;
  #count = 0;
  readonly #timers: { readonly dueMs: number; readonly order: number; readonly call: () => void }[] = [];

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  nowMs(): number {
    return this.#startMs + this.#passedMs;
  }

  steadyMs(): number {
    return this.#passedMs;
  }

  after(delayMs: number, call: () => void): () => void {
    const timer = { dueMs: this.#passedMs + Math.max(0, delayMs), order: this.#count++, call };
    this.#timers.push(timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  /** Lets so much time pass, and calls all that falls due in it. */
  pass(ms: number): void {
    const endMs = this.#passedMs + ms;
    for (;;) {
      let first = this.#timers[0];
      for (const timer of this.#timers) {
        if (timer.dueMs < first.dueMs || timer.dueMs === first.dueMs && timer.order < first.order) {
          first = timer;
        }
      }
      if (first === undefined || first.dueMs > endMs) break;
      this.#timers.splice(this.#timers.indexOf(first), 1);
      this.#passedMs = Math.max(this.#passedMs, first.dueMs);
      first.call();
    }
    this.#passedMs = endMs;
  }
}
