import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ParabolicStop, ParabolicStopSettings } from "./parabolic_stop.ts";

/**
 * Parabolic stop and reverse: stop(t+1) = stop(t) + a·(extreme − stop(t)), where the extreme is the highest high (long) or lowest low
 * (short) since the last turn and a grows by `acceleration` with every new one, up to `maximum`; never within the range of this bar or
 * the one before. It turns when a bar touches it, and starts again from the extreme. The first side is short where the second bar
 * moves down more than up (TA_SAR; J. Welles Wilder, 1978).
 * Column: price units, below the price on the long side and above it on the short; NaN for the first value.
 */
export const sar = indicator({
  name: "sar",
  title: "Parabolic stop and reverse",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_SAR; J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
  params: z.object({
    acceleration: z.number().min(0).max(100).default(0.02),
    maximum: z.number().min(0).max(100).default(0.2),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: () => 1,
  kernel: ({ acceleration, maximum }) => new SarKernel(acceleration, maximum),
});

class SarKernel extends Kernel {
  readonly #stop: ParabolicStop;

  constructor(acceleration: number, maximum: number) {
    const stop = new ParabolicStop(bothSides(acceleration, maximum));
    super(0, [stop]);
    this.#stop = stop;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], target = outputs[0];
    const stop = this.#stop;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = Math.abs(stop.next(high[i], low[i]));
    }
  }
}

function bothSides(acceleration: number, maximum: number): ParabolicStopSettings {
  const side = { first: acceleration, step: acceleration, greatest: maximum };
  return { long: side, short: side };
}
