import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "./delay.ts";
import { RollingCovariance } from "./rolling_covariance.ts";

/**
 * Pearson's correlation of the last `length` values with those `lag` bars before each; 0 where they stand still.
 * Column: −1 to 1; NaN for the first `length + lag − 1` values.
 */
export const autocorrelation = indicator({
  name: "autocorrelation",
  title: "Autocorrelation",
  category: "statistics",
  scale: "own",
  reference: "Karl Pearson's coefficient of a series and itself `lag` bars earlier",
  params: z.object({
    length: z.int().min(2).max(100_000).default(30),
    lag: z.int().min(1).max(100_000).default(1),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length, lag }) => length + lag - 1,
  kernel: ({ length, lag }) => new AutocorrelationKernel(length, lag),
});

class AutocorrelationKernel extends Kernel {
  readonly #past: Delay;
  readonly #pair: RollingCovariance;

  constructor(length: number, lag: number) {
    const past = new Delay(lag);
    const pair = new RollingCovariance(length);
    super(0, [past, pair]);
    this.#past = past;
    this.#pair = pair;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const past = this.#past, pair = this.#pair;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      const before = past.next(source[i]);
      target[i] = before === before && pair.next(source[i], before) ? pair.correlation : NaN;
    }
  }
}
