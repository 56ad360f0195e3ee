/**
 * An equity curve in bounded memory: every point while there are few, later the lowest and the highest of each of many equal stretches,
 * so that no peak or trough is lost. A benchmark's value goes with each point.
 */
export class EquityCurve {
  readonly #capacity: number;
  /** Steps in a stretch; doubles whenever the stretches run out. */
  #stretch = 1;
  #count = 0;
  #stepsInLast = 0;
  /** By stretch: time, equity and benchmark of its lowest point, then of its highest. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;

  /** @param steps Steps up to which every one is kept, rounded down to an even number; a longer run comes out as at most twice as many points. */
  constructor(steps: number) {
    this.#capacity = Math.max(2, Math.floor(steps / 2) * 2);
    this.#low = new Float64Array(this.#capacity * 3);
    this.#high = new Float64Array(this.#capacity * 3);
  }

  /** Whether there were more steps than are kept one by one. */
  get isThinned(): boolean {
    return this.#stretch > 1;
  }

  /** Takes the steps from…to−1; `benchmark` says its value at a step of them. */
  updateRun(
    timeMs: Float64Array,
    equity: Float64Array,
    from: number,
    to: number,
    benchmark: (step: number) => number,
  ): void {
    let step = from;
    while (step < to) {
      if (this.#stepsInLast === 0 || this.#stepsInLast === this.#stretch) this.#begin();
      const until = Math.min(to, step + this.#stretch - this.#stepsInLast);
      this.#takeStretch(timeMs, equity, step, until, benchmark);
      this.#stepsInLast += until - step;
      step = until;
    }
  }

  #begin(): void {
    if (this.#count === this.#capacity) this.#halve();
    if (this.#stepsInLast === this.#stretch || this.#count === 0) {
      const at = 3 * this.#count++;
      this.#low[at + 1] = Infinity;
      this.#high[at + 1] = -Infinity;
      this.#stepsInLast = 0;
    }
  }

  #takeStretch(
    timeMs: Float64Array,
    equity: Float64Array,
    from: number,
    to: number,
    benchmark: (step: number) => number,
  ): void {
    const at = 3 * (this.#count - 1);
    let least = this.#low[at + 1], most = this.#high[at + 1], leastStep = -1, mostStep = -1;
    for (let step = from; step < to; step++) {
      const value = equity[step];
      if (value < least) {
        least = value;
        leastStep = step;
      }
      if (value > most) {
        most = value;
        mostStep = step;
      }
    }
    if (leastStep >= 0) this.#put(this.#low, at, timeMs[leastStep], least, benchmark(leastStep));
    if (mostStep >= 0) this.#put(this.#high, at, timeMs[mostStep], most, benchmark(mostStep));
  }

  #put(into: Float64Array, at: number, timeMs: number, equity: number, benchmark: number): void {
    into[at] = timeMs;
    into[at + 1] = equity;
    into[at + 2] = benchmark;
  }

  /** Joins stretches two by two. */
  #halve(): void {
    const low = this.#low, high = this.#high;
    for (let pair = 0; pair < this.#count / 2; pair++) {
      const a = 6 * pair, b = a + 3, to = 3 * pair;
      low.copyWithin(to, low[b + 1] < low[a + 1] ? b : a, (low[b + 1] < low[a + 1] ? b : a) + 3);
      high.copyWithin(to, high[b + 1] > high[a + 1] ? b : a, (high[b + 1] > high[a + 1] ? b : a) + 3);
    }
    this.#count /= 2;
    this.#stretch *= 2;
    this.#stepsInLast = this.#stretch;
  }

  /** The points in time order, as columns of one length. */
  columns(): { timeMs: number[]; equity: number[]; benchmark: number[] } {
    const timeMs: number[] = [], equity: number[] = [], benchmark: number[] = [];
    const put = (from: Float64Array, at: number) => {
      timeMs.push(from[at]);
      equity.push(from[at + 1]);
      benchmark.push(from[at + 2]);
    };
    for (let at = 0; at < 3 * this.#count; at += 3) {
      const low = this.#low, high = this.#high;
      if (low[at] === high[at]) put(low, at);
      else if (low[at] < high[at]) put(low, at), put(high, at);
      else put(high, at), put(low, at);
    }
    return { timeMs, equity, benchmark };
  }
}
