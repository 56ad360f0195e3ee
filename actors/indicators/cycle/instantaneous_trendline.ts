import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Ehlers' instantaneous trendline: T(t) = (a − a²/4)·x(t) + a²/2·x(t−1) − (a − 3a²/4)·x(t−2) + 2·(1 − a)·T(t−1) − (1 − a)²·T(t−2), a =
 * `alpha`; for the first seven bars (x(t) + 2·x(t−1) + x(t−2)) / 4. trigger = 2·T(t) − T(t−2) crosses it where the trend turns (John
 * Ehlers, 2004, who reads (high + low) / 2: see median_price).
 * Columns: units of the source; NaN for the first 4 values.
 */
export const instantaneousTrendline = indicator({
  name: "instantaneous_trendline",
  title: "Instantaneous trendline",
  category: "cycle",
  scale: "source",
  reference: "John Ehlers, Cybernetic Analysis for Stocks and Futures, 2004",
  params: z.object({ alpha: z.number().min(0.001).max(1).default(0.07) }),
  inputs: ["source"],
  outputs: ["trendline", "trigger"],
  warmupBars: () => 4,
  kernel: ({ alpha }) => new InstantaneousTrendlineKernel(alpha),
});

const COUNT = 0, PRICE1 = 1, PRICE2 = 2, LINE1 = 3, LINE2 = 4;

class InstantaneousTrendlineKernel extends Kernel {
  readonly #now: number;
  readonly #before: number;
  readonly #earlier: number;
  readonly #kept: number;

  constructor(alpha: number) {
    super(5);
    this.#now = alpha - alpha * alpha / 4;
    this.#before = alpha * alpha / 2;
    this.#earlier = -(alpha - 0.75 * alpha * alpha);
    this.#kept = 1 - alpha;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], trendline = outputs[0], trigger = outputs[1], { state } = this;
    const now = this.#now, before = this.#before, earlier = this.#earlier, kept = this.#kept;
    let count = state[COUNT],
      price1 = state[PRICE1],
      price2 = state[PRICE2],
      line1 = state[LINE1],
      line2 = state[LINE2];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        trendline[i] = trigger[i] = NaN;
        continue;
      }
      const x = source[i];
      const line = count < 7
        ? (x + 2 * price1 + price2) / 4
        : now * x + before * price1 + earlier * price2 + 2 * kept * line1 - kept * kept * line2;
      const isWarm = count >= 4;
      trendline[i] = isWarm ? line : NaN;
      trigger[i] = isWarm ? 2 * line - line2 : NaN;
      if (count < 7) count++;
      price2 = price1;
      price1 = x;
      line2 = line1;
      line1 = line;
    }
    state[COUNT] = count;
    state[PRICE1] = price1;
    state[PRICE2] = price2;
    state[LINE1] = line1;
    state[LINE2] = line2;
  }
}
