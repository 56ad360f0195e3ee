import { z } from "zod";
import { riskRule, Watch } from "../../engine/risk.ts";

/**
 * Stops trading once equity has fallen `percent` below its peak at a bar's close: everything is closed at the next bar, and every
 * later signal is refused.
 */
export const maxDrawdownHalt = riskRule({
  name: "max_drawdown_halt",
  params: z.object({ percent: z.number().positive().max(100) }),
  title: ({ percent }) => `halt at a drawdown of ${percent} %`,
  watch: ({ percent }) => new DrawdownWatch(percent / 100),
});

/** State: the highest equity so far. */
class DrawdownWatch extends Watch {
  readonly #limit: number;

  constructor(limit: number) {
    super(1);
    this.#limit = limit;
    this.state[0] = -Infinity;
  }

  override scan(equity: Float64Array, from: number, to: number): number {
    const keep = 1 - this.#limit;
    let peak = this.state[0], step = from;
    for (; step < to; step++) {
      const value = equity[step];
      if (value > peak) peak = value;
      else if (value <= peak * keep) break;
    }
    this.state[0] = peak;
    return step;
  }
}
