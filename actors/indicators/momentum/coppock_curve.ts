import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { LinearlyWeightedAverage } from "../overlap/linearly_weighted_average.ts";
import { Delay } from "../statistics/delay.ts";

/**
 * Coppock curve: linearly weighted average of `length` values of the sum of the rates of change in percent over `long` and over
 * `short` values (Edwin Coppock, 1962, on months). A change from 0 counts as 0.
 * Column: percent; NaN for the first max(`long`, `short`) + `length` − 1 values.
 */
export const coppockCurve = indicator({
  name: "coppock_curve",
  title: "Coppock curve",
  category: "momentum",
  scale: "own",
  reference: "Edwin Coppock, Barron's, October 1962",
  params: z.object({
    long: z.int().min(1).max(100_000).default(14),
    short: z.int().min(1).max(100_000).default(11),
    length: z.int().min(1).max(100_000).default(10),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ long, short, length }) => Math.max(long, short) + length - 1,
  kernel: ({ long, short, length }) => new CoppockCurveKernel(long, short, length),
});

class CoppockCurveKernel extends Kernel {
  readonly #longPast: Delay;
  readonly #shortPast: Delay;
  readonly #average: LinearlyWeightedAverage;

  constructor(long: number, short: number, length: number) {
    const longPast = new Delay(long);
    const shortPast = new Delay(short);
    const average = new LinearlyWeightedAverage(length);
    super(0, [longPast, shortPast, average]);
    this.#longPast = longPast;
    this.#shortPast = shortPast;
    this.#average = average;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const longPast = this.#longPast, shortPast = this.#shortPast, average = this.#average;
    for (let i = from; i < to; i++) {
      const x = source[i];
      target[i] = average.next(percentFrom(longPast.next(x), x) + percentFrom(shortPast.next(x), x));
    }
  }
}

function percentFrom(earlier: number, x: number): number {
  return earlier === 0 ? 0 : 100 * ((x - earlier) / earlier);
}
