import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExtremeAge } from "../statistics/extreme_age.ts";

/**
 * Aroon: up = 100·(length − bars since the highest high) / length and down = 100·(length − bars since the lowest low) / length, within
 * the last `length` + 1 bars; of equal highs or lows the newest counts (TA_AROON; Tushar Chande, 1995).
 * Columns: 0 to 100; NaN for the first `length` values.
 */
export const aroon = indicator({
  name: "aroon",
  title: "Aroon",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_AROON; Tushar Chande, Technical Analysis of Stocks & Commodities, September 1995",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["high", "low"],
  outputs: ["down", "up"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new AroonKernel(length),
});

class AroonKernel extends Kernel {
  readonly #sinceHighest: ExtremeAge;
  readonly #sinceLowest: ExtremeAge;
  readonly #length: number;

  constructor(length: number) {
    const sinceHighest = new ExtremeAge(length + 1, 1);
    const sinceLowest = new ExtremeAge(length + 1, -1);
    super(0, [sinceHighest, sinceLowest]);
    this.#sinceHighest = sinceHighest;
    this.#sinceLowest = sinceLowest;
    this.#length = length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], down = outputs[0], up = outputs[1];
    const sinceHighest = this.#sinceHighest, sinceLowest = this.#sinceLowest, length = this.#length;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        down[i] = up[i] = NaN;
        continue;
      }
      down[i] = 100 * (length - sinceLowest.next(low[i])) / length;
      up[i] = 100 * (length - sinceHighest.next(high[i])) / length;
    }
  }
}
