import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Heikin-Ashi bars: close = (open + high + low + close) / 4; open = the middle of the last Heikin-Ashi bar's open and close, of the
 * first bar's own; high and low = the greatest and least of the bar's and of these two (Dan Valcu, 2004). They are no prices at which
 * anything traded.
 * Columns: price units; a value from the first bar on.
 */
export const heikinAshi = indicator({
  name: "heikin_ashi",
  title: "Heikin-Ashi",
  category: "overlap",
  scale: "source",
  reference: "Dan Valcu, Technical Analysis of Stocks & Commodities, February 2004",
  params: z.object({}),
  inputs: ["open", "high", "low", "close"],
  outputs: ["open", "high", "low", "close"],
  warmupBars: () => 0,
  kernel: () => new HeikinAshiKernel(),
});

const MIDDLE = 0;

class HeikinAshiKernel extends Kernel {
  constructor() {
    super(1);
    this.state[MIDDLE] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const open = inputs[0],
      high = inputs[1],
      low = inputs[2],
      close = inputs[3],
      openAverages = outputs[0],
      highAverages = outputs[1],
      lowAverages = outputs[2],
      closeAverages = outputs[3],
      { state } = this;
    let middle = state[MIDDLE];
    for (let i = from; i < to; i++) {
      if (open[i] !== open[i] || high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        openAverages[i] =
          highAverages[i] =
          lowAverages[i] =
          closeAverages[i] =
            NaN;
        continue;
      }
      const averageClose = (open[i] + high[i] + low[i] + close[i]) / 4;
      const averageOpen = middle === middle ? middle : (open[i] + close[i]) / 2;
      openAverages[i] = averageOpen;
      highAverages[i] = Math.max(high[i], averageOpen, averageClose);
      lowAverages[i] = Math.min(low[i], averageOpen, averageClose);
      closeAverages[i] = averageClose;
      middle = (averageOpen + averageClose) / 2;
    }
    state[MIDDLE] = middle;
  }
}
