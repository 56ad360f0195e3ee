import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { ExponentialAverage } from "./exponential_average.ts";

/**
 * Alligator: running averages (SMMA) of the bars' middles, (high + low) / 2, each drawn some bars ahead of where it is computed: the
 * jaw of `jaw` bars by `jawShift`, the teeth and the lips likewise (Bill Williams, Trading Chaos, 1995). The columns hold what stands
 * over each bar, so they say nothing newer than that.
 * Columns: price units; NaN until all three are there: the greatest of length − 1 + shift.
 */
export const alligator = indicator({
  name: "alligator",
  title: "Alligator",
  category: "overlap",
  scale: "source",
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
  outputs: ["jaw", "teeth", "lips"],
  warmupBars: ({ jaw, teeth, lips, jawShift, teethShift, lipsShift }) =>
    Math.max(jaw + jawShift, teeth + teethShift, lips + lipsShift) - 1,
  kernel: ({ jaw, teeth, lips, jawShift, teethShift, lipsShift }) =>
    new AlligatorKernel(jaw, teeth, lips, jawShift, teethShift, lipsShift),
});

class AlligatorKernel extends Kernel {
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
    const high = inputs[0], low = inputs[1], jaw = outputs[0], teeth = outputs[1], lips = outputs[2];
    const jawAverage = this.#jawAverage,
      teethAverage = this.#teethAverage,
      lipsAverage = this.#lipsAverage,
      jawPast = this.#jawPast,
      teethPast = this.#teethPast,
      lipsPast = this.#lipsPast;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        jaw[i] = teeth[i] = lips[i] = NaN;
        continue;
      }
      const middle = (high[i] + low[i]) / 2;
      const jawValue = jawPast.next(jawAverage.next(middle));
      const teethValue = teethPast.next(teethAverage.next(middle));
      const lipsValue = lipsPast.next(lipsAverage.next(middle));
      const isThere = jawValue === jawValue && teethValue === teethValue && lipsValue === lipsValue;
      jaw[i] = isThere ? jawValue : NaN;
      teeth[i] = isThere ? teethValue : NaN;
      lips[i] = isThere ? lipsValue : NaN;
    }
  }
}
