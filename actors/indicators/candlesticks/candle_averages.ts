import { AVERAGE_CANDLES_MAX, CANDLE_SETTINGS, type CandleWord } from "./candle_settings.ts";
import { type CandleTrait, sizeTrait } from "./candle_traits.ts";
import { Candles } from "./candles.ts";

/** Words, each with the candles, counted back from the newest, that it is asked of: `{ near: [2, 1] }`. */
export type CandleWords = Readonly<Partial<Record<CandleWord, readonly number[]>>>;

/** A word at one of a pattern's candles: for its trait, at every candle, or for what the pattern asks of few. */
export interface AverageKey {
  readonly word: CandleWord;
  readonly ago: number;
  readonly isTrait: boolean;
}

/** Each word that a pattern needs at each candle, once: those of its candles' traits, the oldest candle first, then those that it asks for. */
export function averagesOf(candles: readonly (readonly CandleTrait[])[], words: CandleWords): AverageKey[] {
  const ofTraits = candles.flatMap((traits, index) =>
    traits.map((trait) => sizeTrait(trait)?.than).filter((than) => typeof than === "string").map((word) => ({
      word,
      ago: candles.length - 1 - index,
      isTrait: true,
    }))
  );
  const asked = Object.entries(words).flatMap(([word, candlesAgo]) =>
    candlesAgo.map((ago) => ({ word: word as CandleWord, ago, isTrait: false }))
  );
  const isFirst = ({ word, ago }: AverageKey, k: number) =>
    ofTraits.findIndex((each) => each.word === word && each.ago === ago) === k;
  return [...ofTraits.filter(isFirst), ...asked];
}

/**
 * Running totals of what candles measure, over the window before each of the pattern's candles, as TA-Lib keeps them: one for each word
 * and candle, summed up at the first bar and from then on `total += newest − oldest`. They equal TA-Lib's to the last bit, which
 * decides where prices on a grid make a body exactly as long as the average. TA-Lib carries rounding, and what one mistaken price
 * leaves behind, on for ever; here all are summed up anew every {@link CandleAverages.FRESH_EVERY} candles.
 */
export class CandleAverages {
  static readonly FRESH_EVERY = 1 << 20;

  readonly #candles: Candles;
  readonly #sums: readonly {
    readonly measured: Float64Array;
    readonly target: Float64Array;
    readonly isTrait: boolean;
    readonly ago: number;
    readonly length: number;
    readonly factor: number;
  }[];

  constructor(candles: Candles, keys: readonly AverageKey[]) {
    this.#candles = candles;
    this.#sums = keys.map(({ word, ago, isTrait }) => {
      const { measure, length, factor, place } = CANDLE_SETTINGS[word], target = Candles.column();
      (isTrait ? candles.meanings : candles.totals)[place + ago] = target;
      return { measured: candles.measured(measure), target, isTrait, ago, length, factor };
    });
  }

  /** Most candles that one of them is taken of. */
  static longest(keys: readonly AverageKey[]): number {
    return Math.min(
      AVERAGE_CANDLES_MAX,
      Math.max(0, ...keys.map(({ word }) => CANDLE_SETTINGS[word].length)),
    );
  }

  /**
   * Brings all up to date for the candles that were taken: meanings for traits, totals alone (half of the time) for what is asked of few.
   * `last` keeps the last totals; `isFresh` sums those of the first candle up.
   */
  run(last: Float64Array, isFresh: boolean): void {
    const sums = this.#sums, { end } = this.#candles;
    for (let k = 0; k < sums.length; k++) {
      const { measured, target, isTrait, ago, length, factor } = sums[k];
      const first = Candles.FIRST - ago;
      const total = isFresh
        ? sumOf(measured, first - length, first)
        : last[k] + (measured[first - 1] - measured[first - 1 - length]);
      last[k] = isTrait
        ? slideMeaning(measured, target, ago, length, factor, total, end)
        : slideTotal(measured, target, ago, length, total, end);
    }
  }
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let k = from; k < to; k++) sum += values[k];
  return sum;
}

/** Writes, for each candle, the total over the `length` candles before the one `ago` before it, from the first one's on; returns the last. */
function slideTotal(
  measured: Float64Array,
  target: Float64Array,
  ago: number,
  length: number,
  first: number,
  end: number,
): number {
  let total = target[Candles.FIRST] = first;
  for (let k = Candles.FIRST + 1, newest = k - ago - 1; k < end; k++, newest++) {
    total += measured[newest] - measured[newest - length];
    target[k] = total;
  }
  return total;
}

/** The same, and writes `factor` times the mean. */
function slideMeaning(
  measured: Float64Array,
  target: Float64Array,
  ago: number,
  length: number,
  factor: number,
  first: number,
  end: number,
): number {
  let total = first;
  target[Candles.FIRST] = factor * (total / length);
  for (let k = Candles.FIRST + 1, newest = k - ago - 1; k < end; k++, newest++) {
    total += measured[newest] - measured[newest - length];
    target[k] = factor * (total / length);
  }
  return total;
}
