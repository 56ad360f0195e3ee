import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Intraday momentum index: 100·G / (G + L) over the last `length` bars, where G is the sum of close − open of bars that closed higher,
 * L that of open − close of the others; 50 where no bar moved (TA_IMI; Chande and Kroll, 1994).
 * Column: 0 to 100; NaN for the first `length − 1` values.
 */
export const intradayMomentumIndex = indicator({
  name: "intraday_momentum_index",
  title: "Intraday momentum index",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_IMI; Tushar Chande and Stanley Kroll, The New Technical Trader, 1994",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["open", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new IntradayMomentumIndexKernel(length),
});

class IntradayMomentumIndexKernel extends Kernel {
  readonly #gains: RollingSum;
  readonly #losses: RollingSum;

  constructor(length: number) {
    const gains = new RollingSum(length);
    const losses = new RollingSum(length);
    super(0, [gains, losses]);
    this.#gains = gains;
    this.#losses = losses;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const open = inputs[0], close = inputs[1], target = outputs[0];
    const gains = this.#gains, losses = this.#losses;
    for (let i = from; i < to; i++) {
      if (open[i] !== open[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      const change = close[i] - open[i],
        gain = gains.next(Math.max(change, 0)),
        loss = losses.next(Math.max(-change, 0));
      target[i] = gain + loss === 0 ? 50 : 100 * (gain / (gain + loss));
    }
  }
}
