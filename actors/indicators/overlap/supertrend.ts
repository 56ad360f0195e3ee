import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { AverageTrueRange } from "../volatility/average_true_range.ts";

/**
 * Supertrend: a stop line at `multiplier` average true ranges from the middle of the bar, which only ever moves towards the price
 * until a close crosses it, and then changes sides. Upper band = (high + low) / 2 + multiplier·ATR, kept where the new one would be
 * higher and the last close was not above it; the lower band likewise. In a rise the line is the lower band, until a close below it;
 * in a fall the upper one, until a close above it. ATR is Wilder's (TA_ATR); the first bar counts as a fall, as on TradingView.
 * Columns: `line` in price units, `direction` 1 in a rise and −1 in a fall; NaN for the first `length` values.
 */
export const supertrend = indicator({
  name: "supertrend",
  title: "Supertrend",
  category: "overlap",
  scale: "source",
  reference: "Olivier Seban, Tout le monde mérite d'être riche, 2009; as TradingView computes it",
  params: z.object({
    length: z.int().min(1).max(100_000).default(10),
    multiplier: z.number().positive().max(100).default(3),
  }),
  inputs: ["high", "low", "close"],
  outputs: ["line", "direction"],
  warmupBars: ({ length }) => length,
  kernel: ({ length, multiplier }) => new SupertrendKernel(length, multiplier),
});

const UPPER = 0, LOWER = 1, DIRECTION = 2, CLOSE = 3;

class SupertrendKernel extends Kernel {
  readonly #average: AverageTrueRange;
  readonly #multiplier: number;

  constructor(length: number, multiplier: number) {
    const average = new AverageTrueRange(length);
    super(4, [average]);
    this.#average = average;
    this.#multiplier = multiplier;
    this.state[UPPER] = Infinity;
    this.state[LOWER] = -Infinity;
    this.state[DIRECTION] = -1;
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
      line = outputs[0],
      directions = outputs[1],
      { state } = this;
    const average = this.#average, multiplier = this.#multiplier;
    let upper = state[UPPER],
      lower = state[LOWER],
      direction = state[DIRECTION],
      previousClose = state[CLOSE];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]) {
        line[i] = directions[i] = NaN;
        continue;
      }
      const last = close[i], reach = multiplier * average.next(high[i], low[i], last);
      if (reach !== reach) {
        line[i] = directions[i] = NaN;
        previousClose = last;
        continue;
      }
      const middle = (high[i] + low[i]) / 2, top = middle + reach, bottom = middle - reach;
      if (top < upper || previousClose > upper) upper = top;
      if (bottom > lower || previousClose < lower) lower = bottom;
      if (direction < 0 ? last > upper : last < lower) direction = -direction;
      line[i] = direction > 0 ? lower : upper;
      directions[i] = direction;
      previousClose = last;
    }
    state[UPPER] = upper;
    state[LOWER] = lower;
    state[DIRECTION] = direction;
    state[CLOSE] = previousClose;
  }
}
