import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";

/**
 * Money flow index: 100·P / (P + N), where P and N are the sums over the last `length` bars of typical price·volume of bars whose
 * typical price, (high + low + close) / 3, rose or fell by more than rounding, 1e-14 of it. 0 where no money flowed (TA_MFI, which
 * also says 0 where less than one unit of money did: no trade is too small to count here).
 * Column: 0 to 100; NaN for the first `length` values.
 */
export const mfi = indicator({
  name: "mfi",
  title: "Money flow index",
  category: "momentum",
  scale: "own",
  reference:
    "TA-Lib TA_MFI; Gene Quong and Avrum Soudack, Technical Analysis of Stocks & Commodities, March 1989",
  params: z.object({
    length: z.int().min(2).max(100_000).default(14),
  }),
  inputs: ["high", "low", "close", "volume"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new MfiKernel(length),
});

const TYPICAL = 0;

class MfiKernel extends Kernel {
  readonly #rising: RollingSum;
  readonly #falling: RollingSum;

  constructor(length: number) {
    const rising = new RollingSum(length);
    const falling = new RollingSum(length);
    super(1, [rising, falling]);
    this.#rising = rising;
    this.#falling = falling;
    this.state[TYPICAL] = NaN;
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
      target = outputs[0],
      { state } = this;
    const rising = this.#rising, falling = this.#falling;
    let previous = state[TYPICAL];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      const typical = (high[i] + low[i] + close[i]) / 3,
        flow = typical * volume[i],
        change = typical - previous;
      previous = typical;
      if (change !== change) {
        target[i] = NaN;
        continue;
      }
      const least = ROUNDING * typical;
      const positive = rising.next(change > least ? flow : 0),
        negative = falling.next(change < -least ? flow : 0);
      const total = positive + negative;
      target[i] = total === 0 ? 0 : 100 * (positive / total);
    }
    state[TYPICAL] = previous;
  }
}

/** Changes below this share of the price are rounding, not movement. */
const ROUNDING = 1e-14;
