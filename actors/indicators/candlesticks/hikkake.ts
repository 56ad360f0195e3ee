import { candlestick } from "./candlestick.ts";
import { HIKKAKE_MEMORY_LENGTH, watchHikkake } from "./hikkake_watch.ts";

/**
 * An inside bar that breaks out the wrong way first: a candle within the range of the one before, then one with a lower high and a lower
 * low, which is bullish, or with a higher high and a higher low, which is bearish. A close beyond the other end of the inside bar
 * within the next three candles confirms it (TA_CDLHIKKAKE; Daniel Chesler, 2004).
 * Column: 100 bullish and −100 bearish, 200 and −200 where it is confirmed, 0 elsewhere; NaN for the first 5 values.
 */
export const hikkake = candlestick({
  name: "hikkake",
  title: "Hikkake",
  reference: "TA-Lib TA_CDLHIKKAKE; Daniel Chesler, Active Trader, 2004",
  candles: [[], [], []],
  waitsBars: 3,
  watchesBars: 3,
  memoryLength: HIKKAKE_MEMORY_LENGTH,
  match(candles, _params, memory) {
    const isInside = candles.high(1) < candles.high(2) && candles.low(1) > candles.low(2);
    const fails = isInside && candles.high() < candles.high(1) && candles.low() < candles.low(1);
    const spikes = isInside && candles.high() > candles.high(1) && candles.low() > candles.low(1);
    return watchHikkake(candles, fails ? 1 : spikes ? -1 : 0, memory);
  },
});
