import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";
import { TrueRange } from "../volatility/true_range.ts";

/**
 * Vortex indicator: plus = Σ |high − previous low| / Σ true range over the last `length` bars, minus = Σ |low − previous high| / Σ
 * true range; 0 where nothing has moved (Botes and Siepman, 2010).
 * Columns: around 1; NaN for the first `length` values.
 */
export const vortex = indicator({
  name: "vortex",
  title: "Vortex indicator",
  category: "momentum",
  scale: "own",
  reference: "Etienne Botes and Douglas Siepman, Technical Analysis of Stocks & Commodities, January 2010",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["plus", "minus"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new VortexKernel(length),
});

const HIGH = 0, LOW = 1;

class VortexKernel extends Kernel {
  readonly #upward: RollingSum;
  readonly #downward: RollingSum;
  readonly #range: RollingSum;
  readonly #trueRange: TrueRange;

  constructor(length: number) {
    const upward = new RollingSum(length);
    const downward = new RollingSum(length);
    const range = new RollingSum(length);
    super(2 + TrueRange.MEMORY_LENGTH, [upward, downward, range]);
    this.#upward = upward;
    this.#downward = downward;
    this.#range = range;
    this.#trueRange = new TrueRange(this.state.subarray(2));
    this.state[HIGH] = this.state[LOW] = NaN;
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
      plus = outputs[0],
      minus = outputs[1],
      { state } = this;
    const upward = this.#upward, downward = this.#downward, range = this.#range, trueRange = this.#trueRange;
    let previousHigh = state[HIGH], previousLow = state[LOW];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        plus[i] = minus[i] = NaN;
        continue;
      }
      const moved = range.next(trueRange.next(high[i], low[i], close[i]));
      const up = upward.next(Math.abs(high[i] - previousLow)),
        down = downward.next(Math.abs(low[i] - previousHigh));
      plus[i] = moved === 0 ? 0 : up / moved;
      minus[i] = moved === 0 ? 0 : down / moved;
      previousHigh = high[i];
      previousLow = low[i];
    }
    state[HIGH] = previousHigh;
    state[LOW] = previousLow;
  }
}
