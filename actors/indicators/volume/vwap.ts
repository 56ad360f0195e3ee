import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Session, type SessionName, SESSIONS } from "../price/session.ts";
import { WeightedMean } from "../statistics/weighted_mean.ts";

/**
 * Volume-weighted average price since the session began: Σ p·volume / Σ volume with p = (high + low + close) / 3. Sessions are UTC days,
 * weeks from Monday, or months; a bar belongs to the one in which it opens. While nothing has been traded in a session, its last p.
 * Column: price units; a value from the first bar on.
 */
export const vwap = indicator({
  name: "vwap",
  title: "Volume-weighted average price of the session",
  category: "volume",
  scale: "source",
  reference: "As on trading desks; S. Berkowitz, D. Logue and E. Noser, The Journal of Finance 43, 1988",
  params: z.object({ session: z.enum(SESSIONS).default("day") }),
  inputs: ["openTimeMs", "high", "low", "close", "volume"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ session }) => new VwapKernel(session),
});

class VwapKernel extends Kernel {
  readonly #clock: Session;
  readonly #average: WeightedMean;

  constructor(session: SessionName) {
    const clock = new Session(session);
    const average = new WeightedMean();
    super(0, [clock, average]);
    this.#clock = clock;
    this.#average = average;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const openTimeMs = inputs[0],
      high = inputs[1],
      low = inputs[2],
      close = inputs[3],
      volume = inputs[4],
      target = outputs[0];
    const clock = this.#clock, average = this.#average;
    for (let i = from; i < to; i++) {
      if (
        openTimeMs[i] !== openTimeMs[i] || high[i] !== high[i] || low[i] !== low[i] ||
        close[i] !== close[i] || volume[i] !== volume[i]
      ) {
        target[i] = NaN;
        continue;
      }
      const typical = (high[i] + low[i] + close[i]) / 3;
      if (clock.isNew(openTimeMs[i])) average.restart();
      target[i] = average.next(typical, volume[i]);
    }
  }
}
