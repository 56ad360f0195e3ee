import type { ReplayEvent } from "../../../server/replay_messages.ts";

/** How many events are kept whole; older ones are asked for by `history`. */
const EVENTS_MAX = 5_000;

/**
 * What the actors said, by sequence number. The server names with every tick how far the numbers still hold (after a seek back they are
 * used again), so that a client which was cut off, or went back, never shows what has not happened.
 */
export class EventLog {
  #events: ReplayEvent[] = [];

  /** Takes what a tick brought: what isn't sent again stays, what stands from `eventsFrom` on goes. */
  apply(eventsFrom: number, ...batches: readonly (readonly ReplayEvent[])[]): void {
    this.#events.length = this.#indexOf(eventsFrom);
    const arrived = batches.flat().sort((a, b) => a.sequence - b.sequence);
    for (const event of arrived) {
      const at = this.#indexOf(event.sequence);
      if (at === this.#events.length) this.#events.push(event);
      else if (this.#events[at].sequence !== event.sequence) this.#events.splice(at, 0, event);
    }
    if (this.#events.length > 2 * EVENTS_MAX) this.#events = this.#events.slice(-EVENTS_MAX);
  }

  /** Of the bars that close at this time, in order; bars of several instruments close together. */
  at(timeMs: number): readonly ReplayEvent[] {
    const found: ReplayEvent[] = [];
    for (let k = this.#events.length - 1; k >= 0 && this.#events[k].timeMs >= timeMs; k--) {
      if (this.#events[k].timeMs === timeMs) found.unshift(this.#events[k]);
    }
    return found;
  }

  get length(): number {
    return this.#events.length;
  }

  /** The newest at most `count`, the newest last. */
  newest(count: number): readonly ReplayEvent[] {
    return this.#events.slice(-count);
  }

  clear(): void {
    this.#events.length = 0;
  }

  /** Index of the first event with this number or a later one. */
  #indexOf(sequence: number): number {
    let low = 0, high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#events[middle].sequence < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
