import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Cyber cycle: C(t) = (1 − a/2)²·(s(t) − 2·s(t−1) + s(t−2)) + 2·(1 − a)·C(t−1) − (1 − a)²·C(t−2), a = `alpha`, s = (x(t) + 2·x(t−1) +
 * 2·x(t−2) + x(t−3)) / 6; for the first six bars (x(t) − 2·x(t−1) + x(t−2)) / 4. trigger is the cycle a bar before (John Ehlers, 2004, who
 * reads (high + low) / 2: see median_price).
 * Columns: units of the source, signed; NaN for the first 3 values.
 */
export const cyberCycle = indicator({
  name: "cyber_cycle",
  title: "Cyber cycle",
  category: "cycle",
  scale: "own",
  reference: "John Ehlers, Cybernetic Analysis for Stocks and Futures, 2004",
  params: z.object({ alpha: z.number().min(0.001).max(1).default(0.07) }),
  inputs: ["source"],
  outputs: ["cycle", "trigger"],
  warmupBars: () => 3,
  kernel: ({ alpha }) => new CyberCycleKernel(alpha),
});

const COUNT = 0, PRICE1 = 1, PRICE2 = 2, PRICE3 = 3, SMOOTH1 = 4, SMOOTH2 = 5, CYCLE1 = 6, CYCLE2 = 7;

class CyberCycleKernel extends Kernel {
  readonly #gain: number;
  readonly #kept: number;

  constructor(alpha: number) {
    super(8);
    this.#gain = (1 - alpha / 2) ** 2;
    this.#kept = 1 - alpha;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], cycle = outputs[0], trigger = outputs[1], { state } = this;
    const gain = this.#gain, kept = this.#kept;
    let count = state[COUNT],
      price1 = state[PRICE1],
      price2 = state[PRICE2],
      price3 = state[PRICE3],
      smooth1 = state[SMOOTH1],
      smooth2 = state[SMOOTH2],
      cycle1 = state[CYCLE1],
      cycle2 = state[CYCLE2];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        cycle[i] = trigger[i] = NaN;
        continue;
      }
      const x = source[i], smooth = (x + 2 * price1 + 2 * price2 + price3) / 6;
      const value = count < 6
        ? (x - 2 * price1 + price2) / 4
        : gain * (smooth - 2 * smooth1 + smooth2) + 2 * kept * cycle1 - kept * kept * cycle2;
      const isWarm = count >= 3;
      cycle[i] = isWarm ? value : NaN;
      trigger[i] = isWarm ? cycle1 : NaN;
      if (count < 6) count++;
      price3 = price2;
      price2 = price1;
      price1 = x;
      smooth2 = smooth1;
      smooth1 = smooth;
      cycle2 = cycle1;
      cycle1 = value;
    }
    state[COUNT] = count;
    state[PRICE1] = price1;
    state[PRICE2] = price2;
    state[PRICE3] = price3;
    state[SMOOTH1] = smooth1;
    state[SMOOTH2] = smooth2;
    state[CYCLE1] = cycle1;
    state[CYCLE2] = cycle2;
  }
}
