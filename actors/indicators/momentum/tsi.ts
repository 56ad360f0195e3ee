import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";

/**
 * True strength index: 100·EMA(EMA(change)) / EMA(EMA(|change|)), the inner average of `long`, the outer of `short` values, each
 * seeded with the mean of its first; 0 where nothing has moved (William Blau, 1995).
 * Column: −100 to 100; NaN for the first `long + short − 1` values.
 */
export const tsi = indicator({
  name: "tsi",
  title: "True strength index",
  category: "momentum",
  scale: "own",
  reference: "William Blau, Momentum, Direction, and Divergence, 1995",
  params: z.object({
    long: z.int().min(1).max(100_000).default(25),
    short: z.int().min(1).max(100_000).default(13),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ long, short }) => long + short - 1,
  kernel: ({ long, short }) => new TsiKernel(long, short),
});

const PREVIOUS = 0;

class TsiKernel extends Kernel {
  readonly #longChange: ExponentialAverage;
  readonly #shortChange: ExponentialAverage;
  readonly #longSize: ExponentialAverage;
  readonly #shortSize: ExponentialAverage;

  constructor(long: number, short: number) {
    const longChange = new ExponentialAverage(long);
    const shortChange = new ExponentialAverage(short);
    const longSize = new ExponentialAverage(long);
    const shortSize = new ExponentialAverage(short);
    super(1, [longChange, shortChange, longSize, shortSize]);
    this.#longChange = longChange;
    this.#shortChange = shortChange;
    this.#longSize = longSize;
    this.#shortSize = shortSize;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const longChange = this.#longChange,
      shortChange = this.#shortChange,
      longSize = this.#longSize,
      shortSize = this.#shortSize;
    let previous = state[PREVIOUS];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      const change = x - previous, size = shortSize.next(longSize.next(Math.abs(change)));
      const net = shortChange.next(longChange.next(change));
      target[i] = size === 0 ? 0 : 100 * (net / size);
      previous = x;
    }
    state[PREVIOUS] = previous;
  }
}
