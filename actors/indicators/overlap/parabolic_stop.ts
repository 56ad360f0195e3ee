import { Stateful } from "../../../engine/stateful.ts";

/** How one side of a parabolic stop speeds up: its weight at first, what each new extreme adds to it, and its greatest. */
export interface Acceleration {
  readonly first: number;
  readonly step: number;
  readonly greatest: number;
}

/** Where a parabolic stop begins and what it adds at a turn. */
export interface ParabolicStopSettings {
  readonly long: Acceleration;
  readonly short: Acceleration;
  /** First stop: above 0 of a long side, below 0 of a short one; 0 lets the first two bars say. */
  readonly start?: number;
  /** Share of the stop by which it is set further away when it turns. */
  readonly offset?: number;
}

/**
 * Wilder's parabolic stop and reverse as a part of other kernels, a bar at a time. The stop moves by a weight of the way towards the
 * extreme since the last turn, never beyond the lows (long) or highs (short) of this bar and the one before, and turns when a bar
 * touches it; the weight grows with every new extreme. The first side is short where the second bar moves down more than up.
 * (J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; begun as TA_SAR begins it.)
 */
export class ParabolicStop extends Stateful {
  readonly #long: Acceleration;
  readonly #short: Acceleration;
  readonly #start: number;
  readonly #offset: number;

  constructor({ long, short, start = 0, offset = 0 }: ParabolicStopSettings) {
    super(6);
    this.#long = capped(long);
    this.#short = capped(short);
    this.#start = start;
    this.#offset = offset;
    this.state[HIGH] = NaN;
  }

  /** Takes a bar; the stop in force on it, below 0 where it is a short side's. NaN for the first bar. */
  next(high: number, low: number): number {
    const state = this.state, previousHigh = state[HIGH], previousLow = state[LOW];
    if (previousHigh !== previousHigh) {
      state[HIGH] = high;
      state[LOW] = low;
      return NaN;
    }
    if (state[SIDE] === 0) return this.#begin(high, low);
    state[HIGH] = high;
    state[LOW] = low;
    return state[SIDE] > 0 ? this.#follow(high, low, previousLow, previousHigh) : this.#followDown(
      high,
      low,
      previousLow,
      previousHigh,
    );
  }

  #begin(high: number, low: number): number {
    const state = this.state, start = this.#start, down = state[LOW] - low;
    const isShort = start === 0 ? down > 0 && high - state[HIGH] < down : start < 0;
    state[SIDE] = isShort ? -1 : 1;
    state[STOP] = start === 0 ? (isShort ? state[HIGH] : state[LOW]) : Math.abs(start);
    state[EXTREME] = isShort ? low : high;
    state[WEIGHT] = isShort ? this.#short.first : this.#long.first;
    state[HIGH] = high;
    state[LOW] = low;
    return isShort ? this.#followDown(high, low, low, high) : this.#follow(high, low, low, high);
  }

  #follow(high: number, low: number, previousLow: number, previousHigh: number): number {
    const state = this.state, stop = state[STOP];
    if (low <= stop) {
      const turned = Math.max(state[EXTREME], previousHigh, high), short = turned + turned * this.#offset;
      state[SIDE] = -1;
      state[WEIGHT] = this.#short.first;
      state[EXTREME] = low;
      state[STOP] = Math.max(short + state[WEIGHT] * (low - short), previousHigh, high);
      return -short;
    }
    if (high > state[EXTREME]) {
      state[EXTREME] = high;
      state[WEIGHT] = Math.min(state[WEIGHT] + this.#long.step, this.#long.greatest);
    }
    state[STOP] = Math.min(stop + state[WEIGHT] * (state[EXTREME] - stop), previousLow, low);
    return stop;
  }

  #followDown(high: number, low: number, previousLow: number, previousHigh: number): number {
    const state = this.state, stop = state[STOP];
    if (high >= stop) {
      const turned = Math.min(state[EXTREME], previousLow, low), long = turned - turned * this.#offset;
      state[SIDE] = 1;
      state[WEIGHT] = this.#long.first;
      state[EXTREME] = high;
      state[STOP] = Math.min(long + state[WEIGHT] * (high - long), previousLow, low);
      return long;
    }
    if (low < state[EXTREME]) {
      state[EXTREME] = low;
      state[WEIGHT] = Math.min(state[WEIGHT] + this.#short.step, this.#short.greatest);
    }
    state[STOP] = Math.max(stop + state[WEIGHT] * (state[EXTREME] - stop), previousHigh, high);
    return -stop;
  }
}

const SIDE = 0, STOP = 1, EXTREME = 2, WEIGHT = 3, HIGH = 4, LOW = 5;

function capped({ first, step, greatest }: Acceleration): Acceleration {
  return { first: Math.min(first, greatest), step: Math.min(step, greatest), greatest };
}
