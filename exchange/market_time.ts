import type { Clock } from "../engine/live/outside.ts";

/** What time it is at the exchange: it runs at a multiple of its clock. */
export class MarketTime {
  readonly speed: number;
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #startSteadyMs: number;
  #skewMs = 0;
  #latestMs = -Infinity;

  /** `startMs` is market time now, UTC epoch milliseconds; `speed` is market milliseconds to each of the clock's. */
  constructor(clock: Clock, startMs: number, speed: number) {
    this.speed = speed;
    this.#clock = clock;
    this.#startMs = startMs;
    this.#startSteadyMs = clock.steadyMs();
  }

  /** Whole milliseconds. */
  nowMs(): number {
    // A ten-thousandth makes up for what is lost where a delay is divided by the speed and multiplied again.
    const nowMs = Math.floor(
      this.#startMs + this.#skewMs + (this.#clock.steadyMs() - this.#startSteadyMs) * this.speed + 1e-4,
    );
    if (nowMs > this.#latestMs) this.#latestMs = nowMs;
    return nowMs;
  }

  /** The latest that it has ever been, by a clock that may have been wrong: what came before has been told. */
  latestMs(): number {
    return Math.max(this.nowMs(), this.#latestMs);
  }

  /** How long the clock takes until market time comes to be `timeMs`; 0 where it is. */
  untilMs(timeMs: number): number {
    const exactMs = this.#startMs + this.#skewMs +
      (this.#clock.steadyMs() - this.#startSteadyMs) * this.speed;
    return Math.max(0, (timeMs - exactMs) / this.speed);
  }

  /** Puts the exchange's clock wrong: ahead, or behind where it is negative; 0 puts it right. */
  skew(byMs: number): void {
    this.#skewMs = byMs;
  }
}
