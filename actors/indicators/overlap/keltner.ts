import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { AverageTrueRange } from "../volatility/average_true_range.ts";
import { ExponentialAverage } from "./exponential_average.ts";

/**
 * Keltner channels: middle = EMA of the source; upper and lower = middle ± multiplier·ATR, Wilder's average true range of `atrLength`
 * bars (Chester Keltner, 1960, in Linda Bradford Raschke's form).
 * Columns: price units; NaN for the first max(`length` − 1, `atrLength`) values.
 */
export const keltner = indicator({
  name: "keltner",
  title: "Keltner channels",
  category: "overlap",
  scale: "source",
  reference:
    "Chester Keltner, How to Make Money in Commodities, 1960; as Linda Bradford Raschke changed them",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
    atrLength: z.int().min(1).max(100_000).default(10),
    multiplier: z.number().positive().max(100).default(2),
  }),
  inputs: ["source", "high", "low", "close"],
  outputs: ["upper", "middle", "lower"],
  warmupBars: ({ length, atrLength }) => Math.max(length - 1, atrLength),
  kernel: ({ length, atrLength, multiplier }) => new KeltnerKernel(length, atrLength, multiplier),
});

class KeltnerKernel extends Kernel {
  readonly #center: ExponentialAverage;
  readonly #average: AverageTrueRange;
  readonly #multiplier: number;

  constructor(length: number, atrLength: number, multiplier: number) {
    const center = new ExponentialAverage(length);
    const average = new AverageTrueRange(atrLength);
    super(0, [center, average]);
    this.#center = center;
    this.#average = average;
    this.#multiplier = multiplier;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0],
      high = inputs[1],
      low = inputs[2],
      close = inputs[3],
      upper = outputs[0],
      middle = outputs[1],
      lower = outputs[2];
    const center = this.#center, average = this.#average, multiplier = this.#multiplier;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        upper[i] = middle[i] = lower[i] = NaN;
        continue;
      }
      const value = center.next(source[i]);
      const reach = multiplier * average.next(high[i], low[i], close[i]);
      upper[i] = value + reach;
      middle[i] = reach === reach ? value : NaN;
      lower[i] = value - reach;
    }
  }
}
