import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Ease of movement: the mean over `length` bars of (m − previous m) · (high − low) · `divisor` / volume, m = (high + low) / 2; 0 for a bar
 * without volume. A length of 1 is the raw figure (Richard Arms, 1983; Tulip emv).
 * Column: price² a unit of volume, times `divisor`, signed; NaN for the first `length` values.
 */
export const easeOfMovement = indicator({
  name: "ease_of_movement",
  title: "Ease of movement",
  category: "volume",
  scale: "own",
  reference: "Richard Arms, Volume Cycles in the Stock Market, 1983",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
    divisor: z.number().positive().max(1e12).default(10_000),
  }),
  inputs: ["high", "low", "volume"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length, divisor }) => new EaseOfMovementKernel(length, divisor),
});

const PREVIOUS = 0;

class EaseOfMovementKernel extends Kernel {
  readonly #average: RollingMean;
  readonly #divisor: number;

  constructor(length: number, divisor: number) {
    const average = new RollingMean(length);
    super(1, [average]);
    this.#average = average;
    this.#divisor = divisor;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], volume = inputs[2], target = outputs[0], { state } = this;
    const average = this.#average, divisor = this.#divisor;
    let previous = state[PREVIOUS];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      const middle = (high[i] + low[i]) / 2, move = middle - previous;
      previous = middle;
      target[i] = average.next(move * (volume[i] === 0 ? 0 : (high[i] - low[i]) * divisor / volume[i]));
    }
    state[PREVIOUS] = previous;
  }
}
