import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Laguerre RSI: U / (U + D), where U and D are the sums of the rises and falls from L3 to L2, L2 to L1 and L1 to L0, four stages of a
 * Laguerre filter: L0 = alpha·x + g·L0', L1 = L0' + g·(L1' − L0), L2 = L1' + g·(L2' − L1), L3 = L2' + g·(L3' − L2), g = 1 − alpha, '
 * the value before; all begin at the first value. 0 where all are equal (John Ehlers, 2004).
 * Column: 0 to 1; a value from the first one on.
 */
export const laguerreRsi = indicator({
  name: "laguerre_rsi",
  title: "Laguerre RSI",
  category: "momentum",
  scale: "own",
  reference: "John Ehlers, Cybernetic Analysis for Stocks and Futures, 2004",
  params: z.object({
    alpha: z.number().min(0).max(1).default(0.2),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ alpha }) => new LaguerreRsiKernel(alpha),
});

const L0 = 0, L1 = 1, L2 = 2, L3 = 3;

class LaguerreRsiKernel extends Kernel {
  readonly #alpha: number;

  constructor(alpha: number) {
    super(4);
    this.#alpha = alpha;
    this.state[L0] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const alpha = this.#alpha;
    const g = 1 - alpha;
    let l0 = state[L0], l1 = state[L1], l2 = state[L2], l3 = state[L3];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      if (l0 !== l0) {
        l0 =
          l1 =
          l2 =
          l3 =
            x;
      }
      const previous0 = l0, previous1 = l1, previous2 = l2;
      l0 += alpha * (x - l0);
      l1 = previous0 + g * (l1 - l0);
      l2 = previous1 + g * (l2 - l1);
      l3 = previous2 + g * (l3 - l2);
      const up = Math.max(l0 - l1, 0) + Math.max(l1 - l2, 0) + Math.max(l2 - l3, 0);
      const down = Math.max(l1 - l0, 0) + Math.max(l2 - l1, 0) + Math.max(l3 - l2, 0);
      target[i] = up + down <= ROUNDING * Math.abs(x) ? 0 : up / (up + down);
    }
    state[L0] = l0;
    state[L1] = l1;
    state[L2] = l2;
    state[L3] = l3;
  }
}

/** Differences below this share of the value are rounding, not movement. */
const ROUNDING = 1e-13;
