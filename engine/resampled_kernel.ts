import { BAR_FIELDS, type BarField } from "./bars.ts";
import { Kernel } from "./kernel.ts";
import { Resampler } from "./resampler.ts";
import type { Timeframe } from "./timeframe.ts";

/**
 * Runs an indicator on closed bars of a coarser timeframe. Its inputs are all of {@link BAR_FIELDS} of the fine bars, its outputs
 * are columns of the fine bars: each holds the value as of the last coarse bar that had closed by then.
 */
export class ResampledKernel extends Kernel {
  readonly #inner: Kernel;
  readonly #resampler: Resampler;
  readonly #coarseInputs: readonly Float64Array[];
  readonly #coarseOutputs: readonly Float64Array[];

  constructor(inner: Kernel, timeframe: Timeframe, inputs: readonly BarField[], outputCount: number) {
    const resampler = new Resampler(timeframe);
    super(outputCount, [resampler, inner]);
    this.state.fill(NaN);
    this.#inner = inner;
    this.#resampler = resampler;
    this.#coarseInputs = inputs.map((field) => this.#resampler.closed[field]);
    this.#coarseOutputs = Array.from({ length: outputCount }, () => new Float64Array(2));
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const [open, high, low, close, volume, openTimeMs, closeTimeMs] = inputs;
    const resampler = this.#resampler, latest = this.state;
    for (let i = from; i < to; i++) {
      const closed = resampler.push(
        openTimeMs[i],
        closeTimeMs[i],
        open[i],
        high[i],
        low[i],
        close[i],
        volume[i],
      );
      if (closed > 0) {
        this.#inner.run(this.#coarseInputs, this.#coarseOutputs, 0, closed);
        for (let k = 0; k < latest.length; k++) latest[k] = this.#coarseOutputs[k][closed - 1];
      }
      for (let k = 0; k < latest.length; k++) outputs[k][i] = latest[k];
    }
  }
}

/** The inputs that a {@link ResampledKernel} takes, in order. */
export const RESAMPLED_INPUTS: readonly BarField[] = BAR_FIELDS;
