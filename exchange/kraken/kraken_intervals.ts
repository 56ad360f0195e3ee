/** Intervals of Kraken's candles, in minutes: https://docs.kraken.com, "ohlc". */
export const KRAKEN_INTERVALS: readonly number[] = [1, 5, 15, 30, 60, 240, 1_440, 10_080, 21_600];
