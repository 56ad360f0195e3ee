import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";

/**
 * Klinger volume oscillator: EMA(fast) − EMA(slow) of the volume force 100 · volume · trend · |2·dm / cm − 1|, and its EMA(signal). trend
 * is 1 after high + low + close has risen, −1 after it has fallen, and stays where it is equal (0 before the first move); dm = high − low;
 * cm is the sum of dm since the trend turned, the bar before the turn included; no force where cm is 0 (Stephen Klinger, 1997).
 * Columns: units of volume, signed; NaN for the first `slow + signal − 1` values. The faster average begins with the slower one. `fast`
 * must be below `slow`.
 */
export const klinger = indicator({
  name: "klinger",
  title: "Klinger volume oscillator",
  category: "volume",
  scale: "own",
  reference: "Stephen Klinger, Technical Analysis of Stocks & Commodities, December 1997",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(34),
    slow: z.int().min(2).max(100_000).default(55),
    signal: z.int().min(1).max(100_000).default(13),
  }),
  inputs: ["high", "low", "close", "volume"],
  outputs: ["klinger", "signal"],
  warmupBars: ({ slow, signal }) => slow + signal - 1,
  kernel: ({ fast, slow, signal }) => {
    if (fast >= slow) throw new LockstepError(`klinger: fast ${fast} must be less than slow ${slow}.`);
    return new KlingerKernel(fast, slow, signal);
  },
});

const PRICE = 0, TREND = 1, RANGE = 2, SUMMED = 3;

class KlingerKernel extends Kernel {
  readonly #quick: ExponentialAverage;
  readonly #calm: ExponentialAverage;
  readonly #smooth: ExponentialAverage;

  constructor(fast: number, slow: number, signal: number) {
    const quick = new ExponentialAverage(fast, 2 / (fast + 1), slow - fast);
    const calm = new ExponentialAverage(slow);
    const smooth = new ExponentialAverage(signal);
    super(4, [quick, calm, smooth]);
    this.#quick = quick;
    this.#calm = calm;
    this.#smooth = smooth;
    this.state[PRICE] = NaN;
    this.state[RANGE] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0],
      low = inputs[1],
      close = inputs[2],
      volume = inputs[3],
      klinger = outputs[0],
      signal = outputs[1],
      { state } = this;
    const quick = this.#quick, calm = this.#calm, smooth = this.#smooth;
    let price = state[PRICE], trend = state[TREND], range = state[RANGE], summed = state[SUMMED];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i] || volume[i] !== volume[i]) {
        klinger[i] = signal[i] = NaN;
        continue;
      }
      const total = high[i] + low[i] + close[i],
        before = price,
        earlier = range,
        turned = Math.sign(total - price);
      price = total;
      range = high[i] - low[i];
      if (before !== before) {
        summed = range;
        klinger[i] = signal[i] = NaN;
        continue;
      }
      if (turned !== 0 && turned !== trend) {
        trend = turned;
        summed = earlier;
      }
      summed += range;
      const force = summed === 0 ? 0 : 100 * volume[i] * trend * Math.abs(2 * range / summed - 1);
      const value = quick.next(force) - calm.next(force), smoothed = smooth.next(value);
      klinger[i] = smoothed === smoothed ? value : NaN;
      signal[i] = smoothed;
    }
    state[PRICE] = price;
    state[TREND] = trend;
    state[RANGE] = range;
    state[SUMMED] = summed;
  }
}
