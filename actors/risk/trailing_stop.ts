import { z } from "zod";
import { Guard, riskRule } from "../../engine/risk.ts";

/**
 * Leaves a position once the price has come back `percent` from its best since the entry. The level for a bar follows from the entry
 * price and the highs (for a short the lows) of the bars before it; a bar's own high raises the stop for the next one only, since
 * whether it came before or after the low isn't known.
 */
export const trailingStop = riskRule({
  name: "trailing_stop",
  params: z.object({ percent: z.number().positive().max(100) }),
  title: ({ percent }) => `trailing stop ${percent} %`,
  guard: ({ percent }) => new TrailingStopGuard(percent / 100),
});

const BEST = 0, SIDE = 1;

/** State: the best price since the entry (NaN for no position) and the position's direction. */
class TrailingStopGuard extends Guard {
  override readonly kind = "stop";
  readonly #distance: number;

  constructor(distance: number) {
    super(2);
    this.#distance = distance;
    this.state[BEST] = NaN;
  }

  override get level(): number {
    return this.state[BEST] * (1 - this.state[SIDE] * this.#distance);
  }

  override arm(direction: number, entryPrice: number): void {
    if (this.state[SIDE] === direction) return;
    this.state[BEST] = entryPrice;
    this.state[SIDE] = direction;
  }

  override disarm(): void {
    this.state[BEST] = NaN;
    this.state[SIDE] = 0;
  }

  override scan(
    high: Float64Array,
    low: Float64Array,
    _close: Float64Array,
    from: number,
    to: number,
  ): number {
    return this.state[SIDE] > 0 ? this.#scanLong(high, low, from, to) : this.#scanShort(high, low, from, to);
  }

  #scanLong(high: Float64Array, low: Float64Array, from: number, to: number): number {
    const keep = 1 - this.#distance;
    let best = this.state[BEST], level = best * keep, bar = from;
    for (; bar < to && low[bar] > level; bar++) {
      if (high[bar] > best) {
        best = high[bar];
        level = best * keep;
      }
    }
    this.state[BEST] = best;
    return bar;
  }

  #scanShort(high: Float64Array, low: Float64Array, from: number, to: number): number {
    const keep = 1 + this.#distance;
    let best = this.state[BEST], level = best * keep, bar = from;
    for (; bar < to && high[bar] < level; bar++) {
      if (low[bar] < best) {
        best = low[bar];
        level = best * keep;
      }
    }
    this.state[BEST] = best;
    return bar;
  }

  override passSpan(lowest: number, highest: number): boolean {
    const { state } = this, isLong = state[SIDE] > 0;
    const reached = isLong ? Math.max(state[BEST], highest) : Math.min(state[BEST], lowest);
    const isClear = isLong
      ? lowest > reached * (1 - this.#distance)
      : highest < reached * (1 + this.#distance);
    if (isClear) state[BEST] = reached;
    return isClear;
  }

  override pass(high: number, low: number): void {
    const { state } = this;
    if (state[SIDE] > 0 ? high > state[BEST] : low < state[BEST]) state[BEST] = state[SIDE] > 0 ? high : low;
  }
}
