import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * True range: the greatest of high − low, |high − previous close| and |low − previous close|, which is
 * max(high, previous close) − min(low, previous close) (TA_TRANGE; J. Welles Wilder, New Concepts in Technical Trading Systems,
 * 1978). After a gap in the data the previous close is the last one there was.
 * Column: price units, never negative; NaN for the first value.
 */
export const trueRange = indicator({
  name: "true_range",
  title: "True range",
  category: "volatility",
  scale: "own",
  reference: "TA-Lib TA_TRANGE; J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
  params: z.object({}),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: () => 1,
  kernel: () => new TrueRangeKernel(),
});

class TrueRangeKernel extends Kernel {
  readonly #range: TrueRange;

  constructor() {
    super(TrueRange.MEMORY_LENGTH);
    this.#range = new TrueRange(this.state);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    this.#range.run(inputs[0], inputs[1], inputs[2], outputs[0], from, to);
  }
}

/** The true range as a part of other kernels: it keeps the previous close in `memory`, a stretch of the kernel's state. */
export class TrueRange {
  /** Numbers it keeps. */
  static readonly MEMORY_LENGTH = 1;
  readonly #memory: Float64Array;

  constructor(memory: Float64Array) {
    this.#memory = memory;
    memory[0] = NaN;
  }

  /** Writes the true range; NaN, remembering nothing, where any of the three is NaN. */
  run(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    target: Float64Array,
    from: number,
    to: number,
  ): void {
    let previous = this.#memory[0];
    for (let i = from; i < to; i++) {
      const top = high[i], bottom = low[i], last = close[i];
      if (top !== top || bottom !== bottom || last !== last) {
        target[i] = NaN;
        continue;
      }
      target[i] = Math.max(top, previous) - Math.min(bottom, previous);
      previous = last;
    }
    this.#memory[0] = previous;
  }

  /** The same for one bar. */
  next(high: number, low: number, close: number): number {
    if (high !== high || low !== low || close !== close) return NaN;
    const previous = this.#memory[0];
    this.#memory[0] = close;
    return Math.max(high, previous) - Math.min(low, previous);
  }
}
