import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WindowDeviation } from "../statistics/window_deviation.ts";
import { AverageTrueRange } from "./average_true_range.ts";

/**
 * Damiani volatmeter: volatility(t) = ATR(`fastAtr`) / ATR(`slowAtr`) + 0.5·(volatility(t−1) − volatility(t−3)), counted from 0 before its
 * first value; threshold = `level` − s, where s is the standard deviation of the `fastDeviation` values before this one over that of the
 * `slowDeviation` before it. A ratio is 1 where its lower part is 0. There is volatility enough to trade while the first is above the
 * second (Luis Damiani).
 * Columns: ratios; NaN for the first max(`slowAtr`, `slowDeviation`) values. Each fast length must be below its slow one.
 */
export const damianiVolatmeter = indicator({
  name: "damiani_volatmeter",
  title: "Damiani volatmeter",
  category: "volatility",
  scale: "own",
  reference: "Luis Damiani, 2006; jesse damiani_volatmeter",
  params: z.object({
    fastAtr: z.int().min(1).max(100_000).default(13),
    fastDeviation: z.int().min(2).max(100_000).default(20),
    slowAtr: z.int().min(2).max(100_000).default(40),
    slowDeviation: z.int().min(3).max(100_000).default(100),
    level: z.number().min(-100).max(100).default(1.4),
  }),
  inputs: ["source", "high", "low", "close"],
  outputs: ["volatility", "threshold"],
  warmupBars: ({ slowAtr, slowDeviation }) => Math.max(slowAtr, slowDeviation),
  kernel: ({ fastAtr, fastDeviation, slowAtr, slowDeviation, level }) => {
    if (fastAtr >= slowAtr) {
      throw new LockstepError(`damiani_volatmeter: fastAtr ${fastAtr} must be less than slowAtr ${slowAtr}.`);
    }
    if (fastDeviation >= slowDeviation) {
      throw new LockstepError(
        `damiani_volatmeter: fastDeviation ${fastDeviation} must be less than slowDeviation ${slowDeviation}.`,
      );
    }
    return new DamianiVolatmeterKernel(fastAtr, fastDeviation, slowAtr, slowDeviation, level);
  },
});

const QUICK_BEFORE = 0, CALM_BEFORE = 1, FIRST = 2, SECOND = 3, THIRD = 4;

class DamianiVolatmeterKernel extends Kernel {
  readonly #quickRange: AverageTrueRange;
  readonly #calmRange: AverageTrueRange;
  readonly #quickSpread: WindowDeviation;
  readonly #calmSpread: WindowDeviation;
  readonly #level: number;

  constructor(fastAtr: number, fastDeviation: number, slowAtr: number, slowDeviation: number, level: number) {
    const quickRange = new AverageTrueRange(fastAtr);
    const calmRange = new AverageTrueRange(slowAtr);
    const quickSpread = new WindowDeviation(fastDeviation);
    const calmSpread = new WindowDeviation(slowDeviation);
    super(5, [quickRange, calmRange, quickSpread, calmSpread]);
    this.#quickRange = quickRange;
    this.#calmRange = calmRange;
    this.#quickSpread = quickSpread;
    this.#calmSpread = calmSpread;
    this.#level = level;
    this.state[QUICK_BEFORE] = NaN;
    this.state[CALM_BEFORE] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0],
      high = inputs[1],
      low = inputs[2],
      close = inputs[3],
      volatility = outputs[0],
      threshold = outputs[1],
      { state } = this;
    const quickRange = this.#quickRange,
      calmRange = this.#calmRange,
      quickSpread = this.#quickSpread,
      calmSpread = this.#calmSpread,
      level = this.#level;
    let quickBefore = state[QUICK_BEFORE],
      calmBefore = state[CALM_BEFORE],
      first = state[FIRST],
      second = state[SECOND],
      third = state[THIRD];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        volatility[i] = threshold[i] = NaN;
        continue;
      }
      const quick = quickRange.next(high[i], low[i], close[i]),
        calm = calmRange.next(high[i], low[i], close[i]);
      const spread = calmBefore === 0 ? 1 : quickBefore / calmBefore, ratio = calm === 0 ? 1 : quick / calm;
      quickBefore = quickSpread.next(source[i]);
      calmBefore = calmSpread.next(source[i]);
      if (spread !== spread || ratio !== ratio) {
        volatility[i] = threshold[i] = NaN;
        continue;
      }
      const value = ratio + 0.5 * (first - third);
      third = second;
      second = first;
      first = value;
      volatility[i] = value;
      threshold[i] = level - spread;
    }
    state[QUICK_BEFORE] = quickBefore;
    state[CALM_BEFORE] = calmBefore;
    state[FIRST] = first;
    state[SECOND] = second;
    state[THIRD] = third;
  }
}
