import { Bars } from "../bars.ts";
import type { Timeframe } from "../timeframe.ts";
import type { BarFigures } from "./bar_comparison.ts";

/** Closed bars of an exchange's history as columns. */
export function historyBars(history: readonly BarFigures[], timeframe: Timeframe): Bars {
  const bars = Bars.allocate(history.length);
  history.forEach(({ openTimeMs, open, high, low, close, volume }, i) => {
    bars.openTimeMs[i] = openTimeMs;
    bars.closeTimeMs[i] = timeframe.endMs(openTimeMs);
    bars.open[i] = open;
    bars.high[i] = high;
    bars.low[i] = low;
    bars.close[i] = close;
    bars.volume[i] = volume;
  });
  return bars;
}
