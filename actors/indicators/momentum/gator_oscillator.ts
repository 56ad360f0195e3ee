import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { Delay } from "../statistics/delay.ts";

/**
 * Gator oscillator: upper = |jaw − teeth|, lower = −|teeth − lips| of the alligator, as its lines stand over each bar (see alligator;
 * Bill Williams, 1995).
 * Columns: price units, never below and never above 0; NaN until all three lines are there.
 */
export const gatorOscillator = indicator({
  name: "gator_oscillator",
  title: "Gator oscillator",
  category: "momentum",
  scale: "own",
  reference: "Bill Williams, Trading Chaos, 1995",
  params: z.object({
    jaw: z.int().min(1).max(100_000).default(13),
    teeth: z.int().min(1).max(100_000).default(8),
    lips: z.int().min(1).max(100_000).default(5),
    jawShift: z.int().min(0).max(100_000).default(8),
    teethShift: z.int().min(0).max(100_000).default(5),
    lipsShift: z.int().min(0).max(100_000).default(3),
  }),
  inputs: ["high", "low"],
  outputs: ["upper", "lower"],
  warmupBars: ({ jaw, teeth, lips, jawShift, teethShift, lipsShift }) =>
    Math.max(jaw + jawShift, teeth + teethShift, lips + lipsShift) - 1,
  kernel: ({ jaw, teeth, lips, jawShift, teethShift, lipsShift }) =>
    new GatorOscillatorKernel(jaw, teeth, lips, jawShift, teethShift, lipsShift),
});

class GatorOscillatorKernel extends Kernel {
  readonly #jawAverage: ExponentialAverage;
  readonly #teethAverage: ExponentialAverage;
  readonly #lipsAverage: ExponentialAverage;
  readonly #jawPast: Delay;
  readonly #teethPast: Delay;
  readonly #lipsPast: Delay;

  constructor(
    jaw: number,
    teeth: number,
    lips: number,
    jawShift: number,
    teethShift: number,
    lipsShift: number,
  ) {
    const jawAverage = new ExponentialAverage(jaw, 1 / jaw);
    const teethAverage = new ExponentialAverage(teeth, 1 / teeth);
    const lipsAverage = new ExponentialAverage(lips, 1 / lips);
    const jawPast = new Delay(jawShift);
    const teethPast = new Delay(teethShift);
    const lipsPast = new Delay(lipsShift);
    super(0, [jawAverage, teethAverage, lipsAverage, jawPast, teethPast, lipsPast]);
    this.#jawAverage = jawAverage;
    this.#teethAverage = teethAverage;
    this.#lipsAverage = lipsAverage;
    this.#jawPast = jawPast;
    this.#teethPast = teethPast;
    this.#lipsPast = lipsPast;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], upper = outputs[0], lower = outputs[1];
    const jawAverage = this.#jawAverage,
      teethAverage = this.#teethAverage,
      lipsAverage = this.#lipsAverage,
      jawPast = this.#jawPast,
      teethPast = this.#teethPast,
      lipsPast = this.#lipsPast;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        upper[i] = lower[i] = NaN;
        continue;
      }
      const middle = (high[i] + low[i]) / 2, teethValue = teethPast.next(teethAverage.next(middle));
      const above = Math.abs(jawPast.next(jawAverage.next(middle)) - teethValue);
      const below = -Math.abs(teethValue - lipsPast.next(lipsAverage.next(middle)));
      const isThere = above === above && below === below;
      upper[i] = isThere ? above : NaN;
      lower[i] = isThere ? below : NaN;
    }
  }
}
