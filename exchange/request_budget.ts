import type { Clock } from "../engine/live/outside.ts";

/** How much may be asked for within a sliding span of the clock. */
export class RequestBudget {
  readonly spanMs: number;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #spent: { readonly atMs: number; readonly weight: number }[] = [];
  #used = 0;

  constructor(clock: Clock, most: number, spanMs: number) {
    this.spanMs = spanMs;
    this.#clock = clock;
    this.#most = most;
  }

  /** Spends, unless that would be too much. */
  spend(weight = 1): boolean {
    this.#forget();
    if (this.#used + weight > this.#most) return false;
    this.#spent.push({ atMs: this.#clock.steadyMs(), weight });
    this.#used += weight;
    return true;
  }

  /** What is spent of it. */
  get used(): number {
    this.#forget();
    return this.#used;
  }

  /** Until something is free again. */
  get waitMs(): number {
    this.#forget();
    return this.#spent.length === 0 ? 0 : this.#spent[0].atMs + this.spanMs - this.#clock.steadyMs();
  }

  #forget(): void {
    const fromMs = this.#clock.steadyMs() - this.spanMs;
    let gone = 0;
    while (gone < this.#spent.length && this.#spent[gone].atMs <= fromMs) {
      this.#used -= this.#spent[gone++].weight;
    }
    if (gone > 0) this.#spent.splice(0, gone);
  }
}
