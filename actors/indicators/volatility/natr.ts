import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { AverageTrueRange } from "./average_true_range.ts";

/**
 * Average true range in percent of the close: 100 · ATR / close, 0 where the close is 0 (TA_NATR, which forgets to divide by the close at
 * a length of 1; John Forman, 2006).
 * Column: percent, never negative where prices aren't; NaN for the first `length` values.
 */
export const natr = indicator({
  name: "natr",
  title: "Normalised average true range",
  category: "volatility",
  scale: "own",
  reference: "TA-Lib TA_NATR; John Forman, Technical Analysis of Stocks & Commodities, May 2006",
  params: z.object({ length: z.int().min(1).max(100_000).default(14) }),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new NatrKernel(length),
});

class NatrKernel extends Kernel {
  readonly #average: AverageTrueRange;

  constructor(length: number) {
    const average = new AverageTrueRange(length);
    super(0, [average]);
    this.#average = average;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], target = outputs[0];
    const average = this.#average;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      const range = average.next(high[i], low[i], close[i]);
      target[i] = close[i] === 0 && range === range ? 0 : 100 * (range / close[i]);
    }
  }
}
