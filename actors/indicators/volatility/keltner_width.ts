import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { AverageTrueRange } from "./average_true_range.ts";

/**
 * Keltner width: (upper − lower) / middle of the Keltner channels, which is 2 · multiplier · ATR / EMA; 0 where the middle is 0.
 * Column: fraction; NaN for the first max(`length` − 1, `atrLength`) values.
 */
export const keltnerWidth = indicator({
  name: "keltner_width",
  title: "Keltner width",
  category: "volatility",
  scale: "own",
  reference:
    "Chester Keltner, 1960, as Linda Bradford Raschke changed his channels; the width as John Bollinger takes that of his bands",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
    atrLength: z.int().min(1).max(100_000).default(10),
    multiplier: z.number().min(0.001).max(100).default(2),
  }),
  inputs: ["source", "high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length, atrLength }) => Math.max(length - 1, atrLength),
  kernel: ({ length, atrLength, multiplier }) => new KeltnerWidthKernel(length, atrLength, multiplier),
});

class KeltnerWidthKernel extends Kernel {
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
    const source = inputs[0], high = inputs[1], low = inputs[2], close = inputs[3], target = outputs[0];
    const center = this.#center, average = this.#average, multiplier = this.#multiplier;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      const middle = center.next(source[i]), width = 2 * multiplier * average.next(high[i], low[i], close[i]);
      target[i] = middle === 0 && width === width ? 0 : width / middle;
    }
  }
}
