import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";
import { RangePosition } from "./range_position.ts";

/**
 * KDJ: k and d of the stochastic oscillator (see stochastic), and j = 3·k − 2·d, which runs ahead of both.
 * Columns: k and d 0 to 100, j beyond; NaN for the first `fastK + slowK + slowD − 3` values.
 */
export const kdj = indicator({
  name: "kdj",
  title: "KDJ",
  category: "momentum",
  scale: "own",
  reference: "Jesse, kdj; as Chinese brokers show it",
  params: z.object({
    fastK: z.int().min(1).max(100_000).default(9),
    slowK: z.int().min(1).max(100_000).default(3),
    slowD: z.int().min(1).max(100_000).default(3),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["k", "d", "j"],
  warmupBars: ({ fastK, slowK, slowD }) => fastK + slowK + slowD - 3,
  kernel: ({ fastK, slowK, slowD }) => new KdjKernel(fastK, slowK, slowD),
});

class KdjKernel extends Kernel {
  readonly #position: RangePosition;
  readonly #smoothing: RollingMean;
  readonly #signal: RollingMean;

  constructor(fastK: number, slowK: number, slowD: number) {
    const position = new RangePosition(fastK);
    const smoothing = new RollingMean(slowK);
    const signal = new RollingMean(slowD);
    super(0, [position, smoothing, signal]);
    this.#position = position;
    this.#smoothing = smoothing;
    this.#signal = signal;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0],
      low = inputs[1],
      close = inputs[2],
      k = outputs[0],
      d = outputs[1],
      j = outputs[2];
    const position = this.#position, smoothing = this.#smoothing, signal = this.#signal;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        k[i] = d[i] = j[i] = NaN;
        continue;
      }
      const value = smoothing.next(position.next(high[i], low[i], close[i])), average = signal.next(value);
      k[i] = average === average ? value : NaN;
      d[i] = average;
      j[i] = 3 * value - 2 * average;
    }
  }
}
