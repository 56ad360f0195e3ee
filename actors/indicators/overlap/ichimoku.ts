import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Delay } from "../statistics/delay.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Ichimoku cloud. Tenkan (conversion) and kijun (base) are the middles between the highest high and the lowest low of the last
 * `tenkan` and `kijun` bars; senkou A = (tenkan + kijun) / 2 and senkou B = the middle of the last `senkou` bars, both drawn
 * `displacement − 1` bars ahead of where they are computed, as charts draw them (the bar itself counts as the first). The columns hold
 * the cloud as it stands over each bar, so that they say nothing that was not known `displacement − 1` bars before. The lagging line
 * (chikou) is the close drawn back in time: compare the close with that of `displacement` bars ago instead.
 * Columns: price units; NaN for the first `longest length + displacement − 2` values.
 */
export const ichimoku = indicator({
  name: "ichimoku",
  title: "Ichimoku cloud",
  category: "overlap",
  scale: "source",
  reference: "Goichi Hosoda, Ichimoku Kinko Hyo, 1969",
  params: z.object({
    tenkan: z.int().min(1).max(100_000).default(9),
    kijun: z.int().min(1).max(100_000).default(26),
    senkou: z.int().min(1).max(100_000).default(52),
    displacement: z.int().min(1).max(100_000).default(26),
  }),
  inputs: ["high", "low"],
  outputs: ["tenkan", "kijun", "senkouA", "senkouB"],
  warmupBars: ({ tenkan, kijun, senkou, displacement }) => Math.max(tenkan, kijun, senkou) + displacement - 2,
  kernel: ({ tenkan, kijun, senkou, displacement }) =>
    new IchimokuKernel(tenkan, kijun, senkou, displacement),
});

class IchimokuKernel extends Kernel {
  readonly #conversion: RollingRange;
  readonly #base: RollingRange;
  readonly #slowest: RollingRange;
  readonly #pastA: Delay;
  readonly #pastB: Delay;

  constructor(tenkan: number, kijun: number, senkou: number, displacement: number) {
    const conversion = new RollingRange(tenkan);
    const base = new RollingRange(kijun);
    const slowest = new RollingRange(senkou);
    const pastA = new Delay(displacement - 1);
    const pastB = new Delay(displacement - 1);
    super(0, [conversion, base, slowest, pastA, pastB]);
    this.#conversion = conversion;
    this.#base = base;
    this.#slowest = slowest;
    this.#pastA = pastA;
    this.#pastB = pastB;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0],
      low = inputs[1],
      tenkan = outputs[0],
      kijun = outputs[1],
      senkouA = outputs[2],
      senkouB = outputs[3];
    const conversion = this.#conversion,
      base = this.#base,
      slowest = this.#slowest,
      pastA = this.#pastA,
      pastB = this.#pastB;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i]) {
        tenkan[i] =
          kijun[i] =
          senkouA[i] =
          senkouB[i] =
            NaN;
        continue;
      }
      const fast = conversion.nextMiddle(high[i], low[i]), middle = base.nextMiddle(high[i], low[i]);
      const slow = slowest.nextMiddle(high[i], low[i]),
        isThere = fast === fast && middle === middle && slow === slow;
      const leadA = isThere ? pastA.next((fast + middle) / 2) : NaN, leadB = isThere ? pastB.next(slow) : NaN;
      const hasValues = leadA === leadA;
      tenkan[i] = hasValues ? fast : NaN;
      kijun[i] = hasValues ? middle : NaN;
      senkouA[i] = leadA;
      senkouB[i] = leadB;
    }
  }
}
