import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";

/**
 * Directional trend index: 100·S(m) / S(|m|), where m = how far the high rose (if it did) − how far the low fell (if it did) and S =
 * EMA of `first`, then of `second`, then of `third` values, each seeded with the mean of its first; 0 where nothing has moved (William
 * Blau, 1995).
 * Column: −100 to 100; NaN for the first `first + second + third − 2` values.
 */
export const directionalTrendIndex = indicator({
  name: "directional_trend_index",
  title: "Directional trend index",
  category: "momentum",
  scale: "own",
  reference: "William Blau, Momentum, Direction, and Divergence, 1995",
  params: z.object({
    first: z.int().min(1).max(100_000).default(14),
    second: z.int().min(1).max(100_000).default(10),
    third: z.int().min(1).max(100_000).default(5),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: ({ first, second, third }) => first + second + third - 2,
  kernel: ({ first, second, third }) => new DirectionalTrendIndexKernel(first, second, third),
});

const HIGH = 0, LOW = 1;

class DirectionalTrendIndexKernel extends Kernel {
  readonly #net1: ExponentialAverage;
  readonly #net2: ExponentialAverage;
  readonly #net3: ExponentialAverage;
  readonly #size1: ExponentialAverage;
  readonly #size2: ExponentialAverage;
  readonly #size3: ExponentialAverage;

  constructor(first: number, second: number, third: number) {
    const net1 = new ExponentialAverage(first);
    const net2 = new ExponentialAverage(second);
    const net3 = new ExponentialAverage(third);
    const size1 = new ExponentialAverage(first);
    const size2 = new ExponentialAverage(second);
    const size3 = new ExponentialAverage(third);
    super(2, [net1, net2, net3, size1, size2, size3]);
    this.#net1 = net1;
    this.#net2 = net2;
    this.#net3 = net3;
    this.#size1 = size1;
    this.#size2 = size2;
    this.#size3 = size3;
    this.state[HIGH] = this.state[LOW] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], target = outputs[0], { state } = this;
    const net1 = this.#net1,
      net2 = this.#net2,
      net3 = this.#net3,
      size1 = this.#size1,
      size2 = this.#size2,
      size3 = this.#size3;
    let previousHigh = state[HIGH], previousLow = state[LOW];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      const move = Math.max(high[i] - previousHigh, 0) - Math.max(previousLow - low[i], 0);
      const net = net3.next(net2.next(net1.next(move))),
        size = size3.next(size2.next(size1.next(Math.abs(move))));
      target[i] = size === 0 ? 0 : 100 * (net / size);
      previousHigh = high[i];
      previousLow = low[i];
    }
    state[HIGH] = previousHigh;
    state[LOW] = previousLow;
  }
}
