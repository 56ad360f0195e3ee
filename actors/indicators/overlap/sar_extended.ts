import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ParabolicStop } from "./parabolic_stop.ts";

/**
 * Parabolic stop and reverse (see sar) with an acceleration of its own for each side, a first stop and an offset: `start` above 0
 * begins long with that stop, below 0 short with that stop, 0 as sar does; a turn sets the stop `offset` of itself further away
 * (TA_SAREXT).
 * Column: price units; the stop of a short side has a minus before it, as in TA-Lib. NaN for the first value.
 */
export const sarExtended = indicator({
  name: "sar_extended",
  title: "Parabolic stop and reverse, extended",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_SAREXT",
  params: z.object({
    start: z.number().min(-1e12).max(1e12).default(0),
    offset: z.number().min(0).max(100).default(0),
    longStart: z.number().min(0).max(100).default(0.02),
    longStep: z.number().min(0).max(100).default(0.02),
    longMaximum: z.number().min(0).max(100).default(0.2),
    shortStart: z.number().min(0).max(100).default(0.02),
    shortStep: z.number().min(0).max(100).default(0.02),
    shortMaximum: z.number().min(0).max(100).default(0.2),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: () => 1,
  kernel: ({ start, offset, longStart, longStep, longMaximum, shortStart, shortStep, shortMaximum }) =>
    new SarExtendedKernel(
      start,
      offset,
      longStart,
      longStep,
      longMaximum,
      shortStart,
      shortStep,
      shortMaximum,
    ),
});

class SarExtendedKernel extends Kernel {
  readonly #stop: ParabolicStop;

  constructor(
    start: number,
    offset: number,
    longStart: number,
    longStep: number,
    longMaximum: number,
    shortStart: number,
    shortStep: number,
    shortMaximum: number,
  ) {
    const stop = new ParabolicStop({
      start,
      offset,
      long: { first: longStart, step: longStep, greatest: longMaximum },
      short: { first: shortStart, step: shortStep, greatest: shortMaximum },
    });
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
      target[i] = stop.next(high[i], low[i]);
    }
  }
}
