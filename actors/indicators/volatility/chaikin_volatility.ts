import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { Delay } from "../statistics/delay.ts";

/**
 * Chaikin volatility: the change in percent of EMA(high − low, `length`) against its value `change` bars ago; 0 where that was 0.
 * Column: percent; NaN for the first `length + change − 1` values.
 */
export const chaikinVolatility = indicator({
  name: "chaikin_volatility",
  title: "Chaikin volatility",
  category: "volatility",
  scale: "own",
  reference: "Marc Chaikin; Steven Achelis, Technical Analysis from A to Z, 1995; Tulip cvi",
  params: z.object({
    length: z.int().min(1).max(100_000).default(10),
    change: z.int().min(1).max(100_000).default(10),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: ({ length, change }) => length + change - 1,
  kernel: ({ length, change }) => new ChaikinVolatilityKernel(length, change),
});

class ChaikinVolatilityKernel extends Kernel {
  readonly #average: ExponentialAverage;
  readonly #past: Delay;

  constructor(length: number, change: number) {
    const average = new ExponentialAverage(length);
    const past = new Delay(change);
    super(0, [average, past]);
    this.#average = average;
    this.#past = past;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], target = outputs[0];
    const average = this.#average, past = this.#past;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      const range = average.next(high[i] - low[i]), before = past.next(range);
      target[i] = before === 0 ? 0 : 100 * ((range - before) / before);
    }
  }
}
