import type { Clock } from "../engine/live/outside.ts";

/** So many at once, and so many more in so much time: how exchanges say what they bear. */
export interface Budget {
  readonly burst: number;
  readonly perMs: number;
}

/** Keeps within a {@link Budget}: starts full, and fills up evenly. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #budget: Budget;
  #tokens: number;
  #filledMs: number;

  constructor(clock: Clock, budget: Budget) {
    this.#clock = clock;
    this.#budget = budget;
    this.#tokens = budget.burst;
    this.#filledMs = clock.steadyMs();
  }

  /** Takes so many and gives 0; or takes none and says after how many milliseconds they can be had. */
  take(count = 1): number {
    const { burst, perMs } = this.#budget, nowMs = this.#clock.steadyMs();
    this.#tokens = Math.min(burst, this.#tokens + (nowMs - this.#filledMs) * perMs);
    this.#filledMs = nowMs;
    const wanted = Math.min(count, burst);
    // Without the rounding up a timer could come a last bit of a token too early, for ever.
    if (this.#tokens + 1e-9 < wanted) return Math.max(1, Math.ceil((wanted - this.#tokens) / perMs));
    this.#tokens -= wanted;
    return 0;
  }
}
