import { Bars } from "./bars.ts";
import { Stateful } from "./stateful.ts";
import type { Timeframe } from "./timeframe.ts";

const OPEN_MS = 0, END_MS = 1, OPEN = 2, HIGH = 3, LOW = 4, CLOSE = 5, VOLUME = 6, IS_OPEN = 7;

/**
 * Builds coarse bars from finer ones, one at a time. A coarse bar is given out only once it has closed: with the fine bar that
 * reaches its end, or, where fine bars are missing there, with the first one beyond it. A fine bar belongs to the bucket in which
 * it opens.
 */
export class Resampler extends Stateful {
  /** The coarse bars that the last `push` closed, oldest first; as many as it returned count. */
  readonly closed: Bars = Bars.allocate(2);
  readonly #timeframe: Timeframe;

  constructor(timeframe: Timeframe) {
    super(8);
    this.#timeframe = timeframe;
  }

  /** Takes the next fine bar; returns how many coarse bars it closed (0, 1 or 2), now in `closed`. */
  push(
    openTimeMs: number,
    closeTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): number {
    const state = this.state;
    let closedCount = 0;
    if (state[IS_OPEN] === 1 && openTimeMs >= state[END_MS]) this.#giveOut(closedCount++);
    if (state[IS_OPEN] === 0) {
      state[IS_OPEN] = 1;
      state[OPEN_MS] = this.#timeframe.startMs(openTimeMs);
      state[END_MS] = this.#timeframe.endMs(openTimeMs);
      state[OPEN] = open;
      state[HIGH] = high;
      state[LOW] = low;
      state[VOLUME] = 0;
    }
    if (high > state[HIGH]) state[HIGH] = high;
    if (low < state[LOW]) state[LOW] = low;
    state[CLOSE] = close;
    state[VOLUME] += volume;
    if (closeTimeMs >= state[END_MS]) this.#giveOut(closedCount++);
    return closedCount;
  }

  #giveOut(at: number): void {
    const { state, closed } = this;
    closed.openTimeMs[at] = state[OPEN_MS];
    closed.closeTimeMs[at] = state[END_MS];
    closed.open[at] = state[OPEN];
    closed.high[at] = state[HIGH];
    closed.low[at] = state[LOW];
    closed.close[at] = state[CLOSE];
    closed.volume[at] = state[VOLUME];
    state[IS_OPEN] = 0;
  }
}

/** All coarse bars that close within `bars`; a last one that is still open is left out. */
export function resample(bars: Bars, timeframe: Timeframe): Bars {
  const resampler = new Resampler(timeframe);
  const coarse: Bars[] = [Bars.NONE];
  for (let i = 0; i < bars.length; i++) {
    const count = resampler.push(
      bars.openTimeMs[i],
      bars.closeTimeMs[i],
      bars.open[i],
      bars.high[i],
      bars.low[i],
      bars.close[i],
      bars.volume[i],
    );
    if (count > 0) coarse.push(Bars.concat([Bars.NONE, resampler.closed.slice(0, count)]));
  }
  return Bars.concat(coarse);
}
