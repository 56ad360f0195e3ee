import type { Bars } from "../../../engine/bars.ts";
import { Resampler } from "../../../engine/resampler.ts";
import { Stateful } from "../../../engine/stateful.ts";
import { SESSION_TIMEFRAMES, type SessionName } from "./session.ts";

/** Open, high, low and close of the last session that has closed, as a part of other kernels, a bar at a time. */
export class SessionBars extends Stateful {
  readonly #resampler: Resampler;

  constructor(session: SessionName) {
    const resampler = new Resampler(SESSION_TIMEFRAMES[session]);
    super(5, [resampler]);
    this.#resampler = resampler;
  }

  /** Takes a bar; whether a session has closed by its close, or had before. */
  next(
    openTimeMs: number,
    closeTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
  ): boolean {
    const closed = this.#resampler.push(openTimeMs, closeTimeMs, open, high, low, close, 0);
    if (closed > 0) this.#keep(this.#resampler.closed, closed - 1);
    return this.state[HAS_CLOSED] === 1;
  }

  /** Opening price of the last session. */
  get open(): number {
    return this.state[OPEN];
  }

  /** Its highest price. */
  get high(): number {
    return this.state[HIGH];
  }

  /** Its lowest price. */
  get low(): number {
    return this.state[LOW];
  }

  /** Its closing price. */
  get close(): number {
    return this.state[CLOSE];
  }

  #keep(bars: Bars, at: number): void {
    const state = this.state;
    state[HAS_CLOSED] = 1;
    state[OPEN] = bars.open[at];
    state[HIGH] = bars.high[at];
    state[LOW] = bars.low[at];
    state[CLOSE] = bars.close[at];
  }
}

const HAS_CLOSED = 0, OPEN = 1, HIGH = 2, LOW = 3, CLOSE = 4;
