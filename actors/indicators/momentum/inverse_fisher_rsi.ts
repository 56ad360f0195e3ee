import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { LinearlyWeightedAverage } from "../overlap/linearly_weighted_average.ts";
import { WilderChanges } from "./wilder_changes.ts";

/**
 * Inverse Fisher transform of the RSI: tanh of the linearly weighted average of `smoothing` values of (RSI − 50) / 10 (John Ehlers,
 * 2004).
 * Column: −1 to 1; NaN for the first `length + smoothing − 1` values.
 */
export const inverseFisherRsi = indicator({
  name: "inverse_fisher_rsi",
  title: "Inverse Fisher transform of RSI",
  category: "momentum",
  scale: "own",
  reference: "John Ehlers, Technical Analysis of Stocks & Commodities, May 2004",
  params: z.object({
    length: z.int().min(2).max(100_000).default(5),
    smoothing: z.int().min(1).max(100_000).default(9),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length, smoothing }) => length + smoothing - 1,
  kernel: ({ length, smoothing }) => new InverseFisherRsiKernel(length, smoothing),
});

class InverseFisherRsiKernel extends Kernel {
  readonly #changes: WilderChanges;
  readonly #average: LinearlyWeightedAverage;

  constructor(length: number, smoothing: number) {
    const changes = new WilderChanges(length);
    const average = new LinearlyWeightedAverage(smoothing);
    super(0, [changes, average]);
    this.#changes = changes;
    this.#average = average;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const changes = this.#changes, average = this.#average;
    for (let i = from; i < to; i++) {
      target[i] = Math.tanh(average.next((changes.nextStrength(source[i]) - 50) / 10));
    }
  }
}
