import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { SortedWindow } from "../statistics/sorted_window.ts";
import { WilderChanges } from "./wilder_changes.ts";

/**
 * Connors RSI: the mean of three: the RSI of `rsi` values; the RSI of `streak` values of the streak, which counts the rises (above 0)
 * or falls (below 0) in a row and is 0 after no change; and the percentage of the `rank` one-value changes in percent before the last
 * that lie below it (Connors Research, 2012). A change from 0 counts as 0.
 * Column: 0 to 100; NaN for the first max(`rsi`, `streak`, `rank` + 1) values.
 */
export const connorsRsi = indicator({
  name: "connors_rsi",
  title: "Connors RSI",
  category: "momentum",
  scale: "own",
  reference: "Connors Research, An Introduction to ConnorsRSI, 2012",
  params: z.object({
    rsi: z.int().min(2).max(100_000).default(3),
    streak: z.int().min(2).max(100_000).default(2),
    rank: z.int().min(1).max(10_000).default(100),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ rsi, streak, rank }) => Math.max(rsi, streak, rank + 1),
  kernel: ({ rsi, streak, rank }) => new ConnorsRsiKernel(rsi, streak, rank),
});

const PREVIOUS = 0, STREAK = 1;

class ConnorsRsiKernel extends Kernel {
  readonly #strength: WilderChanges;
  readonly #streakStrength: WilderChanges;
  readonly #ranks: SortedWindow;
  readonly #rank: number;

  constructor(rsi: number, streak: number, rank: number) {
    const strength = new WilderChanges(rsi);
    const streakStrength = new WilderChanges(streak);
    const ranks = new SortedWindow(rank);
    super(2, [strength, streakStrength, ranks]);
    this.#strength = strength;
    this.#streakStrength = streakStrength;
    this.#ranks = ranks;
    this.#rank = rank;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const strength = this.#strength,
      streakStrength = this.#streakStrength,
      ranks = this.#ranks,
      rank = this.#rank;
    let previous = state[PREVIOUS], streak = state[STREAK];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      if (x > previous) streak = Math.max(streak, 0) + 1;
      else if (x < previous) streak = Math.min(streak, 0) - 1;
      else streak = 0;
      const percent = previous === 0 ? 0 : 100 * ((x - previous) / previous);
      const below = ranks.count < rank ? NaN : 100 * ranks.countBelow(percent) / rank;
      if (percent === percent) ranks.push(percent);
      target[i] = (strength.nextStrength(x) + streakStrength.nextStrength(streak) + below) / 3;
      previous = x;
    }
    state[PREVIOUS] = previous;
    state[STREAK] = streak;
  }
}
