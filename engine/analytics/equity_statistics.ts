import { LockstepError } from "../error.ts";
import { type NumberText, packNumbers, unpackNumbers } from "../snapshot.ts";
import { type BesideEquity, DailyEquity, type DailyEquitySnapshot } from "./daily_equity.ts";
import { Drawdowns } from "./drawdowns.ts";

/** See {@link EquityStatistics.snapshot}. */
export interface EquityStatisticsSnapshot {
  readonly numbers: NumberText[];
  readonly daily: DailyEquitySnapshot;
  readonly drawdowns: NumberText[];
}

const STEPS = 0, EXPOSED_STEPS = 1, FIRST_TIME = 2, LAST_TIME = 3, LAST_EQUITY = 4, NUMBERS = 5;

/**
 * What an equity curve tells, kept up to date step by step and asked at any time, so that a backtest and a live session share
 * it. However the steps are cut into stretches, the state is the same to the bit. Memory grows by one number a day.
 *
 *     const statistics = new EquityStatistics(100_000);
 *     statistics.updateRun(frame.timeMs, equity, exposed, 0, frame.timeMs.length);
 *     statistics.drawdowns.maxDepthPct;
 */
export class EquityStatistics {
  readonly initialEquity: number;
  /** Last equity of every UTC day. */
  readonly daily: DailyEquity = new DailyEquity();
  readonly drawdowns: Drawdowns;
  readonly #state = new Float64Array(NUMBERS);

  constructor(initialEquity: number) {
    if (!(initialEquity > 0 && initialEquity < Infinity)) {
      throw new LockstepError(`Cannot measure equity: it must start above zero: received ${initialEquity}.`);
    }
    this.initialEquity = initialEquity;
    this.drawdowns = new Drawdowns(initialEquity);
    this.#state[FIRST_TIME] = this.#state[LAST_TIME] = NaN;
    this.#state[LAST_EQUITY] = initialEquity;
  }

  /** Takes one step: its close time, equity at its close, and whether a position was held at its close. */
  update(timeMs: number, equity: number, isExposed: boolean): void {
    ONE_TIME[0] = timeMs;
    ONE_EQUITY[0] = equity;
    this.updateRun(ONE_TIME, ONE_EQUITY, isExposed, 0, 1);
  }

  /**
   * Takes the steps `from` up to, but not including, `to`. `exposed` has 1 for each step with a position and 0 for each without;
   * true and false stand for all of them, null for none. `beside` is asked once a day.
   */
  updateRun(
    timeMs: Float64Array,
    equity: Float64Array,
    exposed: Uint8Array | boolean | null,
    from: number,
    to: number,
    beside?: BesideEquity,
  ): void {
    if (from >= to) return;
    const state = this.#state;
    if (state[STEPS] === 0) state[FIRST_TIME] = timeMs[from];
    state[STEPS] += to - from;
    if (exposed === true) state[EXPOSED_STEPS] += to - from;
    else if (exposed) state[EXPOSED_STEPS] += sum(exposed, from, to);
    state[LAST_TIME] = timeMs[to - 1];
    state[LAST_EQUITY] = equity[to - 1];
    this.daily.updateRun(timeMs, equity, from, to, beside);
    this.drawdowns.updateRun(timeMs, equity, from, to);
  }

  get steps(): number {
    return this.#state[STEPS];
  }

  /** Steps with a position at their close. */
  get exposedSteps(): number {
    return this.#state[EXPOSED_STEPS];
  }

  /** Close time of the first step; NaN before it. */
  get firstTimeMs(): number {
    return this.#state[FIRST_TIME];
  }

  /** Close time of the last step; NaN before the first. */
  get lastTimeMs(): number {
    return this.#state[LAST_TIME];
  }

  get lastEquity(): number {
    return this.#state[LAST_EQUITY];
  }

  snapshot(): EquityStatisticsSnapshot {
    return {
      numbers: packNumbers(this.#state),
      daily: this.daily.snapshot(),
      drawdowns: this.drawdowns.snapshot(),
    };
  }

  /** Takes the state of another with the same initial equity. */
  restore(snapshot: EquityStatisticsSnapshot): void {
    this.#state.set(unpackNumbers(snapshot.numbers));
    this.daily.restore(snapshot.daily);
    this.drawdowns.restore(snapshot.drawdowns);
  }
}

const ONE_TIME = new Float64Array(1), ONE_EQUITY = new Float64Array(1);

function sum(flags: Uint8Array, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total = (total + flags[i]) | 0;
  return total;
}
