import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { DirectionalMovement } from "./directional_movement.ts";

/**
 * Directional index: 100·|+DM − −DM| / (+DM + −DM), in Wilder's sums (see plus_dm). Where nothing has moved it stays what it was, 0 at
 * first (TA_DX).
 * Column: 0 to 100; NaN for the first `length` values.
 */
export const dx = indicator({
  name: "dx",
  title: "Directional index",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_DX; J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
  params: z.object({
    length: z.int().min(2).max(100_000).default(14),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new DxKernel(length),
});

const VALUE = 0;

class DxKernel extends Kernel {
  readonly #movement: DirectionalMovement;
  readonly #length: number;

  constructor(length: number) {
    const movement = new DirectionalMovement(length);
    super(1, [movement]);
    this.#movement = movement;
    this.#length = length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], target = outputs[0], { state } = this;
    const movement = this.#movement, length = this.#length;
    let value = state[VALUE];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        target[i] = NaN;
        continue;
      }
      const moves = movement.next(high[i], low[i], close[i]), { plus, minus } = movement;
      if (moves === length && plus + minus !== 0) value = 100 * (Math.abs(plus - minus) / (plus + minus));
      target[i] = moves === length ? value : NaN;
    }
    state[VALUE] = value;
  }
}
