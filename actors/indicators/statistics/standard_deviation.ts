import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingDeviation } from "./rolling_deviation.ts";

/**
 * Standard deviation of the last `length` values, of the population, `deviations` times: √(Σ(x − mean)² / length), not length − 1
 * (TA_STDDEV).
 * Column: units of the source, never negative, exactly 0 where the window is flat; NaN for the first `length − 1` values.
 */
export const standardDeviation = indicator({
  name: "standard_deviation",
  title: "Standard deviation",
  category: "statistics",
  scale: "own",
  reference: "TA-Lib TA_STDDEV",
  params: z.object({
    length: z.int().min(2).max(100_000).default(20),
    deviations: z.number().positive().max(100).default(1),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, deviations }) => new StandardDeviationKernel(length, deviations),
});

class StandardDeviationKernel extends Kernel {
  readonly #deviation: RollingDeviation;
  readonly #deviations: number;

  constructor(length: number, deviations: number) {
    super(RollingDeviation.memoryLength(length));
    this.#deviation = new RollingDeviation(this.state, length);
    this.#deviations = deviations;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const target = outputs[0], deviations = this.#deviations;
    this.#deviation.run(inputs[0], target, target, from, to);
    if (deviations === 1) return;
    for (let i = from; i < to; i++) target[i] *= deviations;
  }
}
