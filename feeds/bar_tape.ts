import type { VenueBar } from "../engine/live/feed_event.ts";
import type { Timeframe } from "../engine/timeframe.ts";
import { ASIDE, canBe, HELD_MOST, type TapeHost } from "./tape.ts";

/**
 * The exchange's own closed bars of one instrument: each told once, again only where the exchange has revised it, and after the trades that
 * are in it, as far as those are held back.
 */
export class BarTape {
  readonly #host: TapeHost;
  readonly #timeframe: Timeframe;
  /** The newest that was told or is held back. */
  #last: VenueBar | undefined;
  #held: VenueBar[] = [];

  constructor(host: TapeHost, timeframe: Timeframe) {
    this.#host = host;
    this.#timeframe = timeframe;
  }

  /** A bar from the socket: told at once unless trades are held back. */
  bar(bar: VenueBar, isHolding: boolean): void {
    if (!canBe(bar) || this.#timeframe.startMs(bar.openTimeMs) !== bar.openTimeMs) {
      return this.#host.setAside(ASIDE.bar);
    }
    const last = this.#last;
    if (
      last !== undefined && bar.openTimeMs <= last.openTimeMs &&
      !(bar.openTimeMs === last.openTimeMs && isRevised(bar, last))
    ) {
      return this.#host.setAside(ASIDE.knownBar);
    }
    this.#last = bar;
    if (!isHolding) this.#host.tell(bar);
    else if (this.#held.length < HELD_MOST) this.#held.push(bar);
  }

  /** A trade of this time is about to be told: bars that close before it come first. */
  before(timeMs: number): void {
    while (this.#held.length > 0 && this.#timeframe.endMs(this.#held[0].openTimeMs) <= timeMs) {
      this.#host.tell(this.#held.shift()!);
    }
  }

  /** Bars that close at or before a time are known otherwise. */
  forget(upToMs: number): void {
    this.#held = this.#held.filter(({ openTimeMs }) => this.#timeframe.endMs(openTimeMs) > upToMs);
  }

  /** Nothing is held back any more. */
  release(): void {
    for (const bar of this.#held.splice(0)) this.#host.tell(bar);
  }
}

function isRevised(bar: VenueBar, last: VenueBar): boolean {
  return bar.open !== last.open || bar.high !== last.high || bar.low !== last.low ||
    bar.close !== last.close ||
    bar.volume !== last.volume;
}
