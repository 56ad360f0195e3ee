import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { DominantPhase } from "./dominant_phase.ts";
import { DominantTrendline } from "./dominant_trendline.ts";

/**
 * 1 in a trend, 0 in a cycle. A cycle is where sine and lead sine crossed less than half a cycle ago, or where the phase moves at 0.67 to
 * 1.5 times the pace of the cycle; a price 1.5 % or more off the trendline is a trend all the same (TA_HT_TRENDMODE, as of TA-Lib 0.8).
 * Column: 0 or 1; NaN for the first 63 values.
 */
export const htTrendmode = indicator({
  name: "ht_trendmode",
  title: "Hilbert transform: trend or cycle",
  category: "cycle",
  scale: "own",
  reference: "TA-Lib TA_HT_TRENDMODE, as of TA-Lib 0.8; John Ehlers, Rocket Science for Traders, 2001",
  params: z.object({}),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 63,
  kernel: () => new HtTrendmodeKernel(),
});

const SINE = 0, LEAD = 1, BARS = 2;

class HtTrendmodeKernel extends Kernel {
  readonly #cycle: DominantPhase;
  readonly #line: DominantTrendline;

  constructor() {
    const cycle = new DominantPhase();
    const line = new DominantTrendline();
    super(3, [cycle, line]);
    this.#cycle = cycle;
    this.#line = line;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const cycle = this.#cycle, line = this.#line;
    let sine = state[SINE], lead = state[LEAD], bars = state[BARS];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      line.push(source[i]);
      const isWarm = cycle.next(source[i]);
      if (!cycle.hasBegun) {
        target[i] = NaN;
        continue;
      }
      const period = cycle.period, trendline = line.next(period), angle = cycle.phase * (Math.PI / 180);
      const newSine = Math.sin(angle), newLead = Math.sin((cycle.phase + 45) * (Math.PI / 180));
      const hasCrossed = newSine > newLead && sine <= lead || newSine < newLead && sine >= lead;
      sine = newSine;
      lead = newLead;
      bars = hasCrossed ? 1 : bars + 1;
      const turn = cycle.phase - cycle.phaseBefore, pace = 360 / period;
      let isTrend = !hasCrossed && bars >= 0.5 * period && !(turn > 0.67 * pace && turn < 1.5 * pace);
      if (trendline !== 0 && Math.abs((cycle.price - trendline) / trendline) >= 0.015) isTrend = true;
      if (isWarm) target[i] = isTrend ? 1 : 0;
      else target[i] = NaN;
    }
    state[SINE] = sine;
    state[LEAD] = lead;
    state[BARS] = bars;
  }
}
