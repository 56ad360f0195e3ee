import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { Session, type SessionName, SESSIONS } from "../price/session.ts";
import { WeightedMean } from "../statistics/weighted_mean.ts";

/**
 * Bands around the session's VWAP: middle = VWAP since the session began, upper and lower = middle ± `deviations` · √(Σ volume·(p − VWAP)²
 * / Σ volume), p = (high + low + close) / 3. Sessions are UTC days, weeks from Monday, or months. All three are equal while nothing has
 * been traded.
 * Columns: price units; values from the first bar on.
 */
export const vwapBands = indicator({
  name: "vwap_bands",
  title: "VWAP bands of the session",
  category: "volume",
  scale: "source",
  reference: "As drawn around VWAP; deviation by D. West, Communications of the ACM 22, 1979",
  params: z.object({
    session: z.enum(SESSIONS).default("day"),
    deviations: z.number().min(0.001).max(100).default(2),
  }),
  inputs: ["openTimeMs", "high", "low", "close", "volume"],
  outputs: ["upper", "middle", "lower"],
  warmupBars: () => 0,
  kernel: ({ session, deviations }) => new VwapBandsKernel(session, deviations),
});

class VwapBandsKernel extends Kernel {
  readonly #clock: Session;
  readonly #average: WeightedMean;
  readonly #deviations: number;

  constructor(session: SessionName, deviations: number) {
    const clock = new Session(session);
    const average = new WeightedMean();
    super(0, [clock, average]);
    this.#clock = clock;
    this.#average = average;
    this.#deviations = deviations;
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
      upper = outputs[0],
      middle = outputs[1],
      lower = outputs[2];
    const clock = this.#clock, average = this.#average, deviations = this.#deviations;
    for (let i = from; i < to; i++) {
      if (
        openTimeMs[i] !== openTimeMs[i] || high[i] !== high[i] || low[i] !== low[i] ||
        close[i] !== close[i] || volume[i] !== volume[i]
      ) {
        upper[i] = middle[i] = lower[i] = NaN;
        continue;
      }
      const typical = (high[i] + low[i] + close[i]) / 3;
      if (clock.isNew(openTimeMs[i])) average.restart();
      middle[i] = average.next(typical, volume[i]);
      const reach = deviations * average.deviation;
      upper[i] = middle[i] + reach;
      lower[i] = middle[i] - reach;
    }
  }
}
