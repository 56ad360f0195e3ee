import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { WindowDeviation } from "../statistics/window_deviation.ts";

/**
 * Relative volatility index: 100·U / (U + D), where U and D are Wilder's averages over `smoothing` bars of the standard deviation of the
 * last `length` values, counted for U at bars that rise and for D at those that fall; 50 where there has been no deviation (Donald Dorsey,
 * 1993).
 * Column: 0 to 100; NaN for the first `length + smoothing − 2` values.
 */
export const relativeVolatilityIndex = indicator({
  name: "relative_volatility_index",
  title: "Relative volatility index",
  category: "volatility",
  scale: "own",
  reference: "Donald Dorsey, Technical Analysis of Stocks & Commodities, June 1993",
  params: z.object({
    length: z.int().min(2).max(100_000).default(10),
    smoothing: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length, smoothing }) => length + smoothing - 2,
  kernel: ({ length, smoothing }) => new RelativeVolatilityIndexKernel(length, smoothing),
});

const PREVIOUS = 0;

class RelativeVolatilityIndexKernel extends Kernel {
  readonly #deviation: WindowDeviation;
  readonly #rising: ExponentialAverage;
  readonly #falling: ExponentialAverage;

  constructor(length: number, smoothing: number) {
    const deviation = new WindowDeviation(length);
    const rising = new ExponentialAverage(smoothing, 1 / smoothing);
    const falling = new ExponentialAverage(smoothing, 1 / smoothing);
    super(1, [deviation, rising, falling]);
    this.#deviation = deviation;
    this.#rising = rising;
    this.#falling = falling;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const deviation = this.#deviation, rising = this.#rising, falling = this.#falling;
    let previous = state[PREVIOUS];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      const spread = deviation.next(source[i]), change = source[i] - previous;
      previous = source[i];
      const up = rising.next(spread === spread && !(change > 0) ? 0 : spread);
      const down = falling.next(spread === spread && !(change < 0) ? 0 : spread);
      target[i] = up + down === 0 ? 50 : 100 * (up / (up + down));
    }
    state[PREVIOUS] = previous;
  }
}
