import { Bars } from "../bars.ts";
import { BarBuilder } from "../live/bar_builder.ts";
import { historyBars } from "../live/history_bars.ts";
import type { BarFigures } from "../live/bar_comparison.ts";
import type { Trades } from "../ticks.ts";
import type { Timeframe } from "../timeframe.ts";

/**
 * The bars that trades make, by the rules by which live trades become bars: each belongs to the bucket in which it happened, and where nothing
 * was traded there is no bar. The last one is there though its bucket may not have been over.
 */
export function barsOfTrades({ timeMs, price, quantity }: Trades, timeframe: Timeframe): Bars {
  if (timeMs.length === 0) return Bars.NONE;
  const found: BarFigures[] = [];
  const builder = new BarBuilder(timeframe, "skip", (bar) => found.push({ ...bar }), () => {});
  builder.begin(timeframe.startMs(timeMs[0]), NaN, NaN, NaN);
  for (let k = 0; k < timeMs.length; k++) builder.trade(timeMs[k], price[k], quantity[k], k);
  builder.closeUntil(timeframe.endMs(timeMs[timeMs.length - 1]));
  return historyBars(found, timeframe);
}
