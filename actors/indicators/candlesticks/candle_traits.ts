import type { CandleMeasure, CandleWord } from "./candle_settings.ts";

/** A body or a shadow beside what a word means, or beside so many of the candle's own bodies. */
export interface SizeTrait {
  readonly of: CandleMeasure;
  readonly is: "below" | "atMost" | "above";
  readonly than: CandleWord | { readonly bodies: number };
}

/** What is said of a candle's size, by how it is said in a pattern. A shadow that isn't there may be a very short one. */
export const SIZE_TRAITS = {
  "long": { of: "body", is: "above", than: "bodyLong" },
  "not short": { of: "body", is: "above", than: "bodyShort" },
  "short": { of: "body", is: "below", than: "bodyShort" },
  "short or average": { of: "body", is: "atMost", than: "bodyShort" },
  "doji": { of: "body", is: "atMost", than: "bodyDoji" },
  "no upper shadow": { of: "upperShadow", is: "below", than: "shadowVeryShort" },
  "no lower shadow": { of: "lowerShadow", is: "below", than: "shadowVeryShort" },
  "no opening shadow": { of: "openingShadow", is: "below", than: "shadowVeryShort" },
  "no closing shadow": { of: "closingShadow", is: "below", than: "shadowVeryShort" },
  "upper shadow": { of: "upperShadow", is: "above", than: "shadowVeryShort" },
  "lower shadow": { of: "lowerShadow", is: "above", than: "shadowVeryShort" },
  "short upper shadow": { of: "upperShadow", is: "below", than: "shadowShort" },
  "short lower shadow": { of: "lowerShadow", is: "below", than: "shadowShort" },
  "long upper shadow": { of: "upperShadow", is: "above", than: { bodies: 1 } },
  "long lower shadow": { of: "lowerShadow", is: "above", than: { bodies: 1 } },
  "very long upper shadow": { of: "upperShadow", is: "above", than: { bodies: 2 } },
  "very long lower shadow": { of: "lowerShadow", is: "above", than: { bodies: 2 } },
} as const satisfies Readonly<Record<string, SizeTrait>>;

/** What is said of a candle's color: it closes at its open or above it, or below; or compared with the candle before. */
export type ColorTrait = "white" | "black" | "same color" | "other color";

/** What may be said of one of a pattern's candles by itself. */
export type CandleTrait = keyof typeof SIZE_TRAITS | ColorTrait;

/** The trait as one of size; undefined for a color. */
export function sizeTrait(trait: CandleTrait): SizeTrait | undefined {
  return trait in SIZE_TRAITS ? SIZE_TRAITS[trait as keyof typeof SIZE_TRAITS] : undefined;
}
