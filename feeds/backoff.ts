import type { Random } from "../engine/random.ts";

/**
 * How long to wait before another try: 250 ms, twice as long each time, 30 s at most, each ±20 %, so that many clients that were cut off
 * together don't come back together.
 */
export class Backoff {
  readonly #random: Random;
  #tries = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Milliseconds to wait now, `fewestMs` at least (jitter included). */
  nextMs(fewestMs = 0): number {
    const plainMs = Math.max(fewestMs, Math.min(30_000, 250 * 2 ** Math.min(this.#tries++, 20)));
    return Math.max(fewestMs, Math.round(plainMs * (0.8 + 0.4 * this.#random.uniform())));
  }

  /** It went well: the next wait is a short one. */
  reset(): void {
    this.#tries = 0;
  }
}
