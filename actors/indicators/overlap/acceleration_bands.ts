import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingMean } from "../statistics/rolling_mean.ts";

/**
 * Acceleration bands: means of the last `length` bars, of high·(1 + 4w) above, of the close in the middle and of low·(1 − 4w) below,
 * where w = (high − low) / (high + low), 0 where high + low is 0 (TA_ACCBANDS; Price Headley, Big Trends in Trading, 2002).
 * Columns: price units; NaN for the first `length − 1` values.
 */
export const accelerationBands = indicator({
  name: "acceleration_bands",
  title: "Acceleration bands",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_ACCBANDS; Price Headley, Big Trends in Trading, 2002",
  params: z.object({
    length: z.int().min(1).max(100_000).default(20),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["upper", "middle", "lower"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new AccelerationBandsKernel(length),
});

class AccelerationBandsKernel extends Kernel {
  readonly #top: RollingMean;
  readonly #center: RollingMean;
  readonly #bottom: RollingMean;

  constructor(length: number) {
    const top = new RollingMean(length);
    const center = new RollingMean(length);
    const bottom = new RollingMean(length);
    super(0, [top, center, bottom]);
    this.#top = top;
    this.#center = center;
    this.#bottom = bottom;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0],
      low = inputs[1],
      close = inputs[2],
      upper = outputs[0],
      middle = outputs[1],
      lower = outputs[2];
    const top = this.#top, center = this.#center, bottom = this.#bottom;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        upper[i] = middle[i] = lower[i] = NaN;
        continue;
      }
      const total = high[i] + low[i], reach = total === 0 ? 0 : 4 * (high[i] - low[i]) / total;
      upper[i] = top.next(high[i] * (1 + reach));
      middle[i] = center.next(close[i]);
      lower[i] = bottom.next(low[i] * (1 - reach));
    }
  }
}
