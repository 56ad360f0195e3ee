import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { ExponentialAverage } from "./exponential_average.ts";

/**
 * T3: GD(GD(GD(source))), where GD(x) = (1 + v)·EMA(x) − v·EMA(EMA(x)) and v = `volumeFactor`. Multiplied out: c1·E6 + c2·E5 + c3·E4 +
 * c4·E3 over six EMAs in a row, each seeded with the mean of its first `length` values; c1 = −v³, c2 = 3v² + 3v³, c3 = −6v² − 3v −
 * 3v³, c4 = 1 + 3v + v³ + 3v² (TA_T3; Tim Tillson, 1998).
 * Column: units of the source; NaN for the first 6·(`length` − 1) values.
 */
export const t3 = indicator({
  name: "t3",
  title: "T3 moving average",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_T3; Tim Tillson, Technical Analysis of Stocks & Commodities, January 1998",
  params: z.object({
    length: z.int().min(1).max(100_000).default(5),
    volumeFactor: z.number().min(0).max(1).default(0.7),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => 6 * (length - 1),
  kernel: ({ length, volumeFactor }) => new T3Kernel(length, volumeFactor),
});

class T3Kernel extends Kernel {
  readonly #e1: ExponentialAverage;
  readonly #e2: ExponentialAverage;
  readonly #e3: ExponentialAverage;
  readonly #e4: ExponentialAverage;
  readonly #e5: ExponentialAverage;
  readonly #e6: ExponentialAverage;
  readonly #v: number;

  constructor(length: number, volumeFactor: number) {
    const e1 = new ExponentialAverage(length);
    const e2 = new ExponentialAverage(length);
    const e3 = new ExponentialAverage(length);
    const e4 = new ExponentialAverage(length);
    const e5 = new ExponentialAverage(length);
    const e6 = new ExponentialAverage(length);
    super(0, [e1, e2, e3, e4, e5, e6]);
    this.#e1 = e1;
    this.#e2 = e2;
    this.#e3 = e3;
    this.#e4 = e4;
    this.#e5 = e5;
    this.#e6 = e6;
    this.#v = volumeFactor;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const e1 = this.#e1,
      e2 = this.#e2,
      e3 = this.#e3,
      e4 = this.#e4,
      e5 = this.#e5,
      e6 = this.#e6,
      v = this.#v;
    const c1 = -v * v * v,
      c2 = 3 * v * v * (1 + v),
      c3 = -3 * v * (1 + v) * (1 + v),
      c4 = (1 + v) * (1 + v) * (1 + v);
    for (let i = from; i < to; i++) {
      const third = e3.next(e2.next(e1.next(source[i]))), fourth = e4.next(third), fifth = e5.next(fourth);
      target[i] = c1 * e6.next(fifth) + c2 * fifth + c3 * fourth + c4 * third;
    }
  }
}
