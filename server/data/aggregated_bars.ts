import { Bars } from "../../engine/bars.ts";

/** Bars that fit on a picture, and how many stored bars each of them stands for. */
export interface AggregatedBars {
  readonly bars: Bars;
  readonly barsPerPoint: number;
}

/**
 * At most `points` bars of the same stretch: as many neighbours as must be are put together (first open, highest high, lowest low, last
 * close, sum of volume). The last one may stand for fewer.
 */
export function aggregateBars(bars: Bars, points: number): AggregatedBars {
  const barsPerPoint = Math.max(1, Math.ceil(bars.length / points));
  if (barsPerPoint === 1) return { bars, barsPerPoint };
  const fewer = Bars.allocate(Math.ceil(bars.length / barsPerPoint));
  for (let point = 0; point < fewer.length; point++) {
    const from = point * barsPerPoint, to = Math.min(from + barsPerPoint, bars.length);
    let high = -Infinity, low = Infinity, volume = 0;
    for (let bar = from; bar < to; bar++) {
      if (bars.high[bar] > high) high = bars.high[bar];
      if (bars.low[bar] < low) low = bars.low[bar];
      volume += bars.volume[bar];
    }
    fewer.openTimeMs[point] = bars.openTimeMs[from];
    fewer.closeTimeMs[point] = bars.closeTimeMs[to - 1];
    fewer.open[point] = bars.open[from];
    fewer.high[point] = high;
    fewer.low[point] = low;
    fewer.close[point] = bars.close[to - 1];
    fewer.volume[point] = volume;
  }
  return { bars: fewer, barsPerPoint };
}
