import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Stochastic momentum index: 100·S(close − m) / S((h − l) / 2), where h and l are the highest high and lowest low of the last `length`
 * bars, m the middle between them, and S = EMA of `first` values of EMA of `second`, each seeded with the mean of its first; 0 where
 * nothing has moved. Signal = EMA of `signal` values of it (William Blau, 1993).
 * Columns: −100 to 100; NaN for the first `length + first + second + signal − 4` values.
 */
export const stochasticMomentumIndex = indicator({
  name: "stochastic_momentum_index",
  title: "Stochastic momentum index",
  category: "momentum",
  scale: "own",
  reference: "William Blau, Technical Analysis of Stocks & Commodities, January 1993",
  params: z.object({
    length: z.int().min(1).max(100_000).default(10),
    first: z.int().min(1).max(100_000).default(3),
    second: z.int().min(1).max(100_000).default(3),
    signal: z.int().min(1).max(100_000).default(3),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["smi", "signal"],
  warmupBars: ({ length, first, second, signal }) => length + first + second + signal - 4,
  kernel: ({ length, first, second, signal }) =>
    new StochasticMomentumIndexKernel(length, first, second, signal),
});

class StochasticMomentumIndexKernel extends Kernel {
  readonly #range: RollingRange;
  readonly #net1: ExponentialAverage;
  readonly #net2: ExponentialAverage;
  readonly #size1: ExponentialAverage;
  readonly #size2: ExponentialAverage;
  readonly #smoothing: ExponentialAverage;

  constructor(length: number, first: number, second: number, signal: number) {
    const range = new RollingRange(length);
    const net1 = new ExponentialAverage(first);
    const net2 = new ExponentialAverage(second);
    const size1 = new ExponentialAverage(first);
    const size2 = new ExponentialAverage(second);
    const smoothing = new ExponentialAverage(signal);
    super(0, [range, net1, net2, size1, size2, smoothing]);
    this.#range = range;
    this.#net1 = net1;
    this.#net2 = net2;
    this.#size1 = size1;
    this.#size2 = size2;
    this.#smoothing = smoothing;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], smi = outputs[0], signal = outputs[1];
    const range = this.#range,
      net1 = this.#net1,
      net2 = this.#net2,
      size1 = this.#size1,
      size2 = this.#size2,
      smoothing = this.#smoothing;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        smi[i] = signal[i] = NaN;
        continue;
      }
      const top = range.nextHighest(high[i]), bottom = range.nextLowest(low[i]);
      const net = net2.next(net1.next(close[i] - (top + bottom) / 2)),
        size = size2.next(size1.next((top - bottom) / 2));
      const value = size === 0 ? 0 : 100 * (net / size), average = smoothing.next(value);
      smi[i] = average === average ? value : NaN;
      signal[i] = average;
    }
  }
}
