import { candlestick } from "./candlestick.ts";
import { HIKKAKE_MEMORY_LENGTH, watchHikkake } from "./hikkake_watch.ts";

/**
 * A hikkake in a narrowing range: two inside bars, one within the other, the first of them closing near its low, then a candle with a lower
 * high and a lower low, which is bullish; or closing near its high, then one with a higher high and a higher low, which is bearish. A
 * close beyond the other end of the second inside bar within the next three candles confirms it (TA_CDLHIKKAKEMOD).
 * Column: 100 bullish and −100 bearish, 200 and −200 where it is confirmed, 0 elsewhere; NaN for the first 10 values.
 */
export const modifiedHikkake = candlestick({
  name: "modified_hikkake",
  title: "Modified hikkake",
  reference: "TA-Lib TA_CDLHIKKAKEMOD; Daniel Chesler, Active Trader, 2004",
  candles: [[], [], [], []],
  words: { near: [2] },
  waitsBars: 2,
  watchesBars: 3,
  memoryLength: HIKKAKE_MEMORY_LENGTH,
  match(candles, _params, memory) {
    const narrows = candles.high(2) < candles.high(3) && candles.low(2) > candles.low(3) &&
      candles.high(1) < candles.high(2) && candles.low(1) > candles.low(2);
    const fails = narrows && candles.high() < candles.high(1) && candles.low() < candles.low(1) &&
      candles.close(2) <= candles.low(2) + candles.near(2);
    const spikes = narrows && candles.high() > candles.high(1) && candles.low() > candles.low(1) &&
      candles.close(2) >= candles.high(2) - candles.near(2);
    return watchHikkake(candles, fails ? 1 : spikes ? -1 : 0, memory);
  },
});
