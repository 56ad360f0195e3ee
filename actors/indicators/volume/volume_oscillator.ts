import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Volume oscillator: 100 · (mean of the last `fast` volumes − mean of the last `slow`) / mean of the last `slow`; 0 where nothing was
 * traded.
 * Column: percent; NaN for the first `slow − 1` values. `fast` must be below `slow`.
 */
export const volumeOscillator = indicator({
  name: "volume_oscillator",
  title: "Volume oscillator",
  category: "volume",
  scale: "own",
  reference: "Steven Achelis, Technical Analysis from A to Z, 1995; Tulip vosc",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(5),
    slow: z.int().min(2).max(100_000).default(10),
  }),
  inputs: ["volume"],
  outputs: ["value"],
  warmupBars: ({ slow }) => slow - 1,
  kernel: ({ fast, slow }) => {
    if (fast >= slow) {
      throw new LockstepError(`volume_oscillator: fast ${fast} must be less than slow ${slow}.`);
    }
    return new VolumeOscillatorKernel(fast, slow);
  },
});

class VolumeOscillatorKernel extends Kernel {
  readonly #quick: RollingMean;
  readonly #calm: RollingMean;

  constructor(fast: number, slow: number) {
    const quick = new RollingMean(fast);
    const calm = new RollingMean(slow);
    super(0, [quick, calm]);
    this.#quick = quick;
    this.#calm = calm;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const volume = inputs[0], target = outputs[0];
    const quick = this.#quick, calm = this.#calm;
    for (let i = from; i < to; i++) {
      if (volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      const short = quick.next(volume[i]), long = calm.next(volume[i]);
      target[i] = long === 0 ? 0 : 100 * ((short - long) / long);
    }
  }
}
