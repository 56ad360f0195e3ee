import { z } from "zod";
import { indicator, type IndicatorFactory } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { type AverageKey, averagesOf, CandleAverages, type CandleWords } from "./candle_averages.ts";
import { CandleFilter } from "./candle_filter.ts";
import type { CandleTrait } from "./candle_traits.ts";
import { Candles } from "./candles.ts";

/** What a candlestick pattern is. */
export interface CandlestickDefinition<Params extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly reference: string;
  /** Most patterns have none. */
  readonly params?: Params;
  /** The candles that it is made of, the oldest first, each with what must be true of it by itself. */
  readonly candles: readonly (readonly CandleTrait[])[];
  /** Words that `match` asks for. */
  readonly words?: CandleWords;
  /** Bars that TA-Lib waits beyond those that it reads. */
  readonly waitsBars?: number;
  /** Bars before the first value that are watched all the same: of a pattern that may be confirmed later. */
  readonly watchesBars?: number;
  /** Numbers that `match` remembers from candle to candle. */
  readonly memoryLength?: number;
  /**
   * What the newest candle is the last of, where the candles have their traits: 100 rising, −100 falling, 0 where they don't stand to each
   * other as they must.
   */
  match(candles: Candles, params: z.output<Params>, memory: Float64Array): number;
}

const NO_PARAMS = z.object({});

/**
 * Defines a candlestick pattern: an indicator of open, high, low and close whose column holds 100, −100 or 0. Its first value stands where
 * TA-Lib's does: behind the longest average that it needs and the pattern's own candles.
 */
export function candlestick<Params extends z.ZodObject = typeof NO_PARAMS>(
  definition: CandlestickDefinition<Params>,
): IndicatorFactory<Params, "value"> {
  const { name, title, reference, params, candles, words = {}, waitsBars = 0 } = definition;
  const averages = averagesOf(candles, words);
  const warmupBars = CandleAverages.longest(averages) + candles.length - 1 + waitsBars;
  return indicator({
    name,
    title,
    category: "candlestick",
    scale: "own",
    reference,
    params: params ?? (NO_PARAMS as unknown as Params),
    inputs: ["open", "high", "low", "close"],
    outputs: ["value"],
    warmupBars: () => warmupBars,
    kernel: (params) => new CandlestickKernel(definition, params, averages, warmupBars),
  });
}

/** 100 where it is so, 0 elsewhere. */
export function rising(isSo: boolean): number {
  return isSo ? 100 : 0;
}

/** −100 where it is so, 0 elsewhere. */
export function falling(isSo: boolean): number {
  return isSo ? -100 : 0;
}

const COUNT = 0, OWN = 1;

/** Takes candles in pieces, brings the averages up to date, and asks the pattern of those that pass the filter. */
class CandlestickKernel<Params extends z.ZodObject> extends Kernel {
  readonly #match: CandlestickDefinition<Params>["match"];
  readonly #params: z.output<Params>;
  readonly #warmupBars: number;
  /** Candles before the first that the pattern is asked of. */
  readonly #skippedBars: number;
  readonly #candles = new Candles();
  readonly #averages: CandleAverages;
  readonly #filter: CandleFilter;
  readonly #memory: Float64Array;
  readonly #totals: Float64Array;
  readonly #stored: Float64Array;

  constructor(
    { match, candles, memoryLength = 0, watchesBars = 0 }: CandlestickDefinition<Params>,
    params: z.output<Params>,
    averages: readonly AverageKey[],
    warmupBars: number,
  ) {
    const totalsAt = OWN + memoryLength, candlesAt = totalsAt + averages.length;
    super(candlesAt + Candles.MEMORY_LENGTH);
    this.#match = match;
    this.#params = params;
    this.#warmupBars = warmupBars;
    this.#skippedBars = warmupBars - watchesBars;
    this.#averages = new CandleAverages(this.#candles, averages);
    this.#filter = new CandleFilter(this.#candles, candles);
    this.#memory = this.state.subarray(OWN, totalsAt);
    this.#totals = this.state.subarray(totalsAt, candlesAt);
    this.#stored = this.state.subarray(candlesAt);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    this.#candles.begin(from);
    for (let i = from; i < to;) i = this.#runPiece(inputs, outputs[0], i, to);
  }

  /** A piece reaches neither over the end of the candles that are skipped nor over one at which totals are summed up anew. */
  #runPiece(inputs: readonly Float64Array[], target: Float64Array, from: number, to: number): number {
    const { state } = this, candles = this.#candles, { FRESH_EVERY } = CandleAverages;
    const count = state[COUNT], asked = count - this.#skippedBars, sinceFresh = asked % FRESH_EVERY;
    const countMax = asked < 0 ? -asked : FRESH_EVERY - sinceFresh;
    const next = candles.take(inputs, target, from, to, countMax, this.#stored);
    if (candles.end === Candles.FIRST) return next;
    if (asked < 0) {
      candles.fill(target, NaN, candles.end);
    } else {
      this.#averages.run(this.#totals, sinceFresh === 0);
      this.#filter.run();
      this.#ask(target, Candles.FIRST + this.#warmupBars - count);
    }
    candles.store(this.#stored);
    state[COUNT] = count + candles.end - Candles.FIRST;
    return next;
  }

  #ask(target: Float64Array, firstValueAt: number): void {
    const candles = this.#candles, match = this.#match, params = this.#params, memory = this.#memory;
    const { passed } = this.#filter, { end, shift } = candles;
    candles.fill(target, 0, end);
    for (let k = Candles.FIRST; k < end; k++) {
      if (passed[k] === 0) continue;
      candles.at = k + shift;
      target[candles.barOf(k)] = match(candles, params, memory);
    }
    if (firstValueAt > Candles.FIRST) candles.fill(target, NaN, Math.min(end, firstValueAt));
  }
}
