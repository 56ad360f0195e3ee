import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Fractal adaptive moving average: F(t) = F(t−1) + a·(x(t) − F(t−1)), where a = exp(w·(D − 1)), w = ln(2 / (slow + 1)) and D = (ln(N1
 * + N2) − ln N3) / ln 2 is the fractal dimension of the last `length` bars: N1 and N2 are the ranges of its halves over half the
 * length, N3 the whole range over the length. a is kept between 0.01 and 1 and stretched so that its length, (2 − a) / a, runs from
 * `fast` to `slow`; with 1 and 198 that is Ehlers's own. Where a range is 0, D stays what it was, 1 at first. It starts from the mean
 * of its first window (John Ehlers, 2005).
 * Column: units of the source; NaN for the first `length − 1` values. `length` must be even.
 */
export const frama = indicator({
  name: "frama",
  title: "Fractal adaptive moving average",
  category: "overlap",
  scale: "source",
  reference: "John Ehlers, Technical Analysis of Stocks & Commodities, October 2005",
  params: z.object({
    length: z.int().min(2).max(100_000).default(16),
    fast: z.int().min(1).max(100_000).default(1),
    slow: z.int().min(2).max(100_000).default(198),
  }),
  inputs: ["source", "high", "low"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, fast, slow }) => {
    if (length % 2 !== 0) throw new LockstepError(`frama: length ${length} must be even.`);
    if (fast >= slow) throw new LockstepError(`frama: fast ${fast} must be less than slow ${slow}.`);
    return new FramaKernel(length, fast, slow);
  },
});

const VALUE = 0, DIMENSION = 1;

class FramaKernel extends Kernel {
  readonly #half: RollingRange;
  readonly #whole: RollingRange;
  readonly #pastHalf: Delay;
  readonly #mean: RollingMean;
  readonly #fast: number;
  readonly #slow: number;

  constructor(length: number, fast: number, slow: number) {
    const half = new RollingRange(length / 2);
    const whole = new RollingRange(length);
    const pastHalf = new Delay(length / 2);
    const mean = new RollingMean(length);
    super(2, [half, whole, pastHalf, mean]);
    this.#half = half;
    this.#whole = whole;
    this.#pastHalf = pastHalf;
    this.#mean = mean;
    this.#fast = fast;
    this.#slow = slow;
    this.state[VALUE] = NaN;
    this.state[DIMENSION] = 1;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], high = inputs[1], low = inputs[2], target = outputs[0], { state } = this;
    const half = this.#half,
      whole = this.#whole,
      pastHalf = this.#pastHalf,
      mean = this.#mean,
      fast = this.#fast,
      slow = this.#slow;
    const w = Math.log(2 / (slow + 1));
    let value = state[VALUE], dimension = state[DIMENSION];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      const newer = half.nextHighest(high[i]) - half.nextLowest(low[i]), older = pastHalf.next(newer);
      const all = whole.nextHighest(high[i]) - whole.nextLowest(low[i]), first = mean.next(source[i]);
      if (all !== all) {
        target[i] = NaN;
        continue;
      }
      if (value !== value) {
        target[i] = value = first;
        continue;
      }
      if (newer > 0 && older > 0) dimension = Math.log2(2 * (newer + older) / all);
      const raw = Math.min(1, Math.max(0.01, Math.exp(w * (dimension - 1))));
      const span = (slow - fast) * ((2 - raw) / raw - 1) / (slow - 1) + fast;
      value += Math.min(1, Math.max(2 / (slow + 1), 2 / (span + 1))) * (source[i] - value);
      target[i] = value;
    }
    state[VALUE] = value;
    state[DIMENSION] = dimension;
  }
}
