import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { LinearlyWeightedAverage } from "../overlap/linearly_weighted_average.ts";
import { RollingDeviation } from "../statistics/rolling_deviation.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";
import { RollingRange } from "../statistics/rolling_range.ts";
import { TrueRange } from "../volatility/true_range.ts";

/**
 * TTM squeeze: `squeeze` is 1 while the Bollinger bands, mean ± `deviations` standard deviations of the close, lie within the Keltner
 * channels, the same mean ± `multiplier` mean true ranges, and 0 otherwise; `momentum` is where the least-squares line through the
 * last `length` values of close − ((highest high + lowest low) / 2 + mean) / 2 ends (John Carter, 2005; LazyBear, 2014).
 * Columns: 0 or 1; price units, signed. NaN for the first 2·(`length` − 1) values.
 */
export const ttmSqueeze = indicator({
  name: "ttm_squeeze",
  title: "TTM squeeze",
  category: "momentum",
  scale: "own",
  reference:
    "John Carter, Mastering the Trade, 2005; LazyBear, TradingView, Squeeze Momentum Indicator, 2014",
  params: z.object({
    length: z.int().min(2).max(100_000).default(20),
    deviations: z.number().positive().max(100).default(2),
    multiplier: z.number().min(0.1).max(100).default(1.5),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["squeeze", "momentum"],
  warmupBars: ({ length }) => 2 * (length - 1),
  kernel: ({ length, deviations, multiplier }) => new TtmSqueezeKernel(length, deviations, multiplier),
});

class TtmSqueezeKernel extends Kernel {
  readonly #middle: RollingRange;
  readonly #mean: RollingMean;
  readonly #ranges: RollingMean;
  readonly #weighted: LinearlyWeightedAverage;
  readonly #plain: RollingMean;
  readonly #deviation: RollingDeviation;
  readonly #range: TrueRange;
  readonly #deviations: number;
  readonly #multiplier: number;

  constructor(length: number, deviations: number, multiplier: number) {
    const middle = new RollingRange(length);
    const mean = new RollingMean(length);
    const ranges = new RollingMean(length);
    const weighted = new LinearlyWeightedAverage(length);
    const plain = new RollingMean(length);
    super(TrueRange.MEMORY_LENGTH + RollingDeviation.memoryLength(length), [
      middle,
      mean,
      ranges,
      weighted,
      plain,
    ]);
    this.#middle = middle;
    this.#mean = mean;
    this.#ranges = ranges;
    this.#weighted = weighted;
    this.#plain = plain;
    this.#deviation = new RollingDeviation(this.state.subarray(1), length);
    this.#range = new TrueRange(this.state.subarray(0, 1));
    this.#deviations = deviations;
    this.#multiplier = multiplier;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], squeeze = outputs[0], momentum = outputs[1];
    const middle = this.#middle,
      mean = this.#mean,
      ranges = this.#ranges,
      weighted = this.#weighted,
      plain = this.#plain,
      deviation = this.#deviation,
      range = this.#range,
      deviations = this.#deviations,
      multiplier = this.#multiplier;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        squeeze[i] = momentum[i] = NaN;
        continue;
      }
      const last = close[i], average = mean.next(last), center = middle.nextMiddle(high[i], low[i]);
      const reach = multiplier * ranges.next(range.next(high[i], low[i], last));
      const width = deviations * deviation.next(last), apart = last - (center + average) / 2;
      const slope = weighted.next(apart), level = plain.next(apart); // a line through the window ends at 3 weighted less 2 plain means
      const isThere = level === level && reach === reach;
      squeeze[i] = isThere ? (width < reach * (1 - ROUNDING) ? 1 : 0) : NaN;
      momentum[i] = isThere ? 3 * slope - 2 * level : NaN;
    }
  }
}

/** A band that is narrower by less than this share is as wide but for rounding. */
const ROUNDING = 1e-12;
