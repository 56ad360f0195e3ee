import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { DirectionalMovement } from "./directional_movement.ts";

/**
 * Plus directional movement: the upward moves, high − previous high where that is above 0 and above previous low − low, summed as
 * Wilder did: S(t) = S(t−1) − S(t−1) / length + x(t), after `length − 1` added up plainly (TA_PLUS_DM).
 * Column: price units, never negative; NaN for the first `length − 1` values, at least one.
 */
export const plusDm = indicator({
  name: "plus_dm",
  title: "Plus directional movement",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_PLUS_DM; J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["high", "low"],
  outputs: ["value"],
  warmupBars: ({ length }) => Math.max(1, length - 1),
  kernel: ({ length }) => new PlusDmKernel(length),
});

class PlusDmKernel extends Kernel {
  readonly #movement: DirectionalMovement;
  readonly #warmupMoves: number;

  constructor(length: number) {
    const movement = new DirectionalMovement(length);
    super(0, [movement]);
    this.#movement = movement;
    this.#warmupMoves = Math.max(1, length - 1);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], target = outputs[0];
    const movement = this.#movement, warmupMoves = this.#warmupMoves;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        target[i] = NaN;
        continue;
      }
      target[i] = movement.next(high[i], low[i], low[i]) < warmupMoves ? NaN : movement.plus;
    }
  }
}
