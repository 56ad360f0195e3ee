import type { Definition } from "./arrays.ts";
import { hikkakes } from "./candlestick/hikkakes.ts";
import { moreCandles } from "./candlestick/more_candles.ts";
import { oneCandle } from "./candlestick/one_candle.ts";
import { threeCandles } from "./candlestick/three_candles.ts";
import { twoCandles } from "./candlestick/two_candles.ts";

/** Candlestick patterns by name, written out from what TA-Lib's documentation says that they must have. */
export const candlestick: Readonly<Record<string, Definition>> = {
  ...oneCandle,
  ...twoCandles,
  ...threeCandles,
  ...moreCandles,
  ...hikkakes,
};
