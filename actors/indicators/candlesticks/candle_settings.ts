/**
 * What of a candle is measured: its real body, its whole range from high to low, the shadow above or below the body, that at the end where it
 * opens (below a white body, above a black one) or closes, or both together.
 */
export type CandleMeasure =
  | "body"
  | "range"
  | "upperShadow"
  | "lowerShadow"
  | "openingShadow"
  | "closingShadow"
  | "shadows";

/** What a word such as "long" means: `factor` times the mean `measure` of the `length` candles before. */
export interface CandleSetting {
  readonly measure: CandleMeasure;
  readonly length: number;
  readonly factor: number;
  /** The first of its places among the averages: one place for each candle that a pattern may be made of. */
  readonly place: number;
}

/** Most candles that a pattern is made of. */
export const PATTERN_CANDLES_MAX = 5;

/** Most candles that an average is taken of. */
export const AVERAGE_CANDLES_MAX = 10;

/**
 * TA-Lib's default candle settings (TA_RestoreCandleDefaultSettings). A long or a very long shadow has none: it is longer than the candle's
 * own body, or than two of them.
 */
export const CANDLE_SETTINGS = {
  bodyLong: setting(0, "body", 10, 1),
  bodyShort: setting(1, "body", 10, 1),
  bodyDoji: setting(2, "range", 10, 0.1),
  shadowShort: setting(3, "shadows", 10, 0.5),
  shadowVeryShort: setting(4, "range", 10, 0.1),
  near: setting(5, "range", 5, 0.2),
  far: setting(6, "range", 5, 0.6),
  equal: setting(7, "range", 5, 0.05),
} as const;

/** A word that has a setting. */
export type CandleWord = keyof typeof CANDLE_SETTINGS;

/** Places for averages: of each setting, as it stands at each of a pattern's candles. */
export const AVERAGE_PLACES = Object.keys(CANDLE_SETTINGS).length * PATTERN_CANDLES_MAX;

function setting(index: number, measure: CandleMeasure, length: number, factor: number): CandleSetting {
  return { measure, length, factor, place: index * PATTERN_CANDLES_MAX };
}
