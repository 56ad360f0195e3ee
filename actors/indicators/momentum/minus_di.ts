import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { DirectionalMovement } from "./directional_movement.ts";

/**
 * Minus directional indicator: the downward moves in percent of the true range, both in Wilder's sums (see minus_dm); 0 where nothing
 * has moved (TA_MINUS_DI). With a length of 1 it is a share and not a percentage, as in TA-Lib.
 * Column: 0 to 100; NaN for the first `length` values.
 */
export const minusDi = indicator({
  name: "minus_di",
  title: "Minus directional indicator",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_MINUS_DI; J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new MinusDiKernel(length),
});

class MinusDiKernel extends Kernel {
  readonly #movement: DirectionalMovement;
  readonly #length: number;
  readonly #unit: number;

  constructor(length: number) {
    const movement = new DirectionalMovement(length);
    super(0, [movement]);
    this.#movement = movement;
    this.#length = length;
    this.#unit = length === 1 ? 1 : 100;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], target = outputs[0];
    const movement = this.#movement, length = this.#length, unit = this.#unit;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      if (movement.next(high[i], low[i], close[i]) < length) target[i] = NaN;
      else target[i] = movement.range === 0 ? 0 : unit * (movement.minus / movement.range);
    }
  }
}
