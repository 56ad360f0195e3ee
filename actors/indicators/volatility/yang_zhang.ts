import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";
import { WindowDeviation } from "../statistics/window_deviation.ts";

/**
 * Yang and Zhang's estimate of volatility, which counts gaps and which a trend doesn't disturb: √(`periodsPerYear` · (o + k·c + (1 −
 * k)·r)), where over the last `length` bars o is the variance of ln(open / previous close) and c that of ln(close / open), both of the
 * sample, r the mean of Rogers and Satchell's terms, and k = 0.34 / (1.34 + (length + 1) / (length − 1)). `periodsPerYear` says how many
 * bars a year has: 252 for daily ones of a stock exchange, 365 of a market that never closes; 1 leaves the figure for one bar. A bar with
 * a price of 0 or less has no logarithms: it is left out.
 * Column: fraction (0.2 is 20 %); NaN for the first `length` values.
 */
export const yangZhang = indicator({
  name: "yang_zhang",
  title: "Yang-Zhang volatility",
  category: "volatility",
  scale: "own",
  reference: "Dennis Yang and Qiang Zhang, The Journal of Business 73, 2000",
  params: z.object({
    length: z.int().min(2).max(100_000).default(20),
    periodsPerYear: z.number().positive().max(1e9).default(252),
  }),
  inputs: ["open", "high", "low", "close"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length, periodsPerYear }) => new YangZhangKernel(length, periodsPerYear),
});

const PREVIOUS = 0;

class YangZhangKernel extends Kernel {
  readonly #gaps: WindowDeviation;
  readonly #bodies: WindowDeviation;
  readonly #products: RollingSum;
  readonly #gapFactor: number;
  readonly #bodyFactor: number;
  readonly #productFactor: number;

  constructor(length: number, periodsPerYear: number) {
    const k = 0.34 / (1.34 + (length + 1) / (length - 1));
    const gaps = new WindowDeviation(length);
    const bodies = new WindowDeviation(length);
    const products = new RollingSum(length);
    super(1, [gaps, bodies, products]);
    this.#gaps = gaps;
    this.#bodies = bodies;
    this.#products = products;
    this.#gapFactor = periodsPerYear * length / (length - 1);
    this.#bodyFactor = k * periodsPerYear * length / (length - 1);
    this.#productFactor = (1 - k) * periodsPerYear / length;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const open = inputs[0],
      high = inputs[1],
      low = inputs[2],
      close = inputs[3],
      target = outputs[0],
      { state } = this;
    const gaps = this.#gaps,
      bodies = this.#bodies,
      products = this.#products,
      gapFactor = this.#gapFactor,
      bodyFactor = this.#bodyFactor,
      productFactor = this.#productFactor;
    let previous = state[PREVIOUS];
    for (let i = from; i < to; i++) {
      if (!(open[i] > 0) || !(high[i] > 0) || !(low[i] > 0) || !(close[i] > 0)) {
        target[i] = NaN;
        continue;
      }
      const up = Math.log(high[i] / open[i]),
        down = Math.log(low[i] / open[i]),
        body = Math.log(close[i] / open[i]);
      const gap = Math.log(open[i] / previous);
      previous = close[i];
      if (gap !== gap) {
        target[i] = NaN;
        continue;
      }
      const overnight = gaps.next(gap),
        within = bodies.next(body),
        drift = products.next(up * (up - body) + down * (down - body));
      target[i] = Math.sqrt(
        gapFactor * overnight * overnight + bodyFactor * within * within + productFactor * Math.max(0, drift),
      );
    }
    state[PREVIOUS] = previous;
  }
}
