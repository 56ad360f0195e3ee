import type { Clock } from "../engine/live/outside.ts";
import type { ExchangeClock } from "./health_meter.ts";

/** How long a reading counts at most: clocks drift apart, and exchanges put theirs right. */
const WINDOW_MS = 600_000;

/**
 * The exchange's clock, as it can be told from what it stamps. No message takes less than no time, so the one that was fastest says best how
 * far the two clocks are apart; ours is the steady one, which nobody sets.
 */
export class HeardClock implements ExchangeClock {
  readonly #clock: Clock;
  readonly #isWhole: () => boolean;
  /** The latest time that it has spoken of, and the same when nothing was held back last. */
  #saidMs = NaN;
  #toldUntilMs = NaN;
  /** How far it is ahead of our steady clock: most of this window and of the one before. */
  #aheadMs = NaN;
  #aheadBeforeMs = NaN;
  #windowSteadyMs = -Infinity;

  /** `isWhole`: whether all that came has been handed on, and nothing is known to be missing. */
  constructor(clock: Clock, isWhole: () => boolean) {
    this.#clock = clock;
    this.#isWhole = isWhole;
  }

  /** It has stamped something with this time, which came at `steadyMs`. */
  said(timeMs: number, steadyMs: number): void {
    if (!(timeMs <= this.#saidMs)) this.#saidMs = timeMs;
    if (steadyMs - this.#windowSteadyMs > WINDOW_MS) {
      this.#windowSteadyMs = steadyMs;
      this.#aheadBeforeMs = this.#aheadMs;
      this.#aheadMs = NaN;
    }
    const aheadMs = timeMs - steadyMs;
    if (!(aheadMs <= this.#aheadMs)) this.#aheadMs = aheadMs;
  }

  get nowMs(): number {
    const before = this.#aheadBeforeMs;
    return this.#clock.steadyMs() +
      (before > this.#aheadMs || this.#aheadMs !== this.#aheadMs ? before : this.#aheadMs);
  }

  get toldUntilMs(): number {
    if (this.#isWhole()) this.#toldUntilMs = this.#saidMs;
    return this.#toldUntilMs;
  }
}
