import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExtremeAge } from "../statistics/extreme_age.ts";

/**
 * Aroon oscillator: Aroon up − Aroon down (see aroon; TA_AROONOSC).
 * Column: −100 to 100; NaN for the first `length` values.
 */
export const aroonOscillator = indicator({
  name: "aroon_oscillator",
  title: "Aroon oscillator",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_AROONOSC; Tushar Chande, Technical Analysis of Stocks & Commodities, September 1995",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new AroonOscillatorKernel(length),
});

class AroonOscillatorKernel extends Kernel {
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
    const high = inputs[0], low = inputs[1], target = outputs[0];
    const sinceHighest = this.#sinceHighest, sinceLowest = this.#sinceLowest, length = this.#length;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = 100 * (sinceLowest.next(low[i]) - sinceHighest.next(high[i])) / length;
    }
  }
}
