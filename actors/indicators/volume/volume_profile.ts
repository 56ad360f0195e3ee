import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingRange } from "../statistics/rolling_range.ts";

/**
 * Volume profile of the last `length` bars: the range from their lowest low to their highest high is cut into `bins` equal parts, and the
 * volume of each bar counted in the part where its typical price, (high + low + close) / 3, lies. pointOfControl is the middle of the
 * part with the greatest volume, the lowest of equals; valueHigh and valueLow bound the parts around it that hold 70 % of the volume,
 * taken on one at a time, the greater neighbour first, the upper one of equals. All three are the last typical price where nothing was
 * traded or the range is 0. It takes a step for every bar of the window.
 * Columns: price units; NaN for the first `length − 1` values.
 */
export const volumeProfile = indicator({
  name: "volume_profile",
  title: "Volume profile",
  category: "volume",
  scale: "source",
  reference: "J. Peter Steidlmayer and Kevin Koy, Markets and Market Logic, 1986",
  params: z.object({
    length: z.int().min(1).max(10_000).default(100),
    bins: z.int().min(2).max(1000).default(24),
  }),
  inputs: ["high", "low", "close", "volume"],
  outputs: ["pointOfControl", "valueHigh", "valueLow"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, bins }) => new VolumeProfileKernel(length, bins),
});

const SLOT = 0, PRICES = 1, SHARE = 0.7;

class VolumeProfileKernel extends Kernel {
  readonly #range: RollingRange;
  readonly #length: number;
  readonly #bins: number;
  readonly #volumesAt: number;
  readonly #profileAt: number;

  constructor(length: number, bins: number) {
    const range = new RollingRange(length);
    super(PRICES + 2 * length + bins, [range]);
    this.#range = range;
    this.#length = length;
    this.#bins = bins;
    this.#volumesAt = PRICES + length;
    this.#profileAt = PRICES + 2 * length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], volume = inputs[3];
    const controls = outputs[0], highs = outputs[1], lows = outputs[2], { state } = this, range = this.#range;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i] || volume[i] !== volume[i]) {
        controls[i] = highs[i] = lows[i] = NaN;
        continue;
      }
      const slot = state[SLOT] | 0, typical = (high[i] + low[i] + close[i]) / 3;
      const top = range.nextHighest(high[i]), bottom = range.nextLowest(low[i]);
      const width = (top - bottom) / this.#bins;
      state[PRICES + slot] = typical;
      state[this.#volumesAt + slot] = volume[i];
      state[SLOT] = slot + 1 === this.#length ? 0 : slot + 1;
      const total = width > 0 ? this.#count(bottom, width) : 0;
      if (total === 0) {
        controls[i] = highs[i] = lows[i] = width === width ? typical : NaN;
        continue;
      }
      const control = this.#control();
      let first = control, last = control, held = state[this.#profileAt + control];
      while (held < SHARE * total) {
        const above = this.#volumeOf(last + 1), below = this.#volumeOf(first - 1);
        if (above >= below) last++;
        else first--;
        held += Math.max(above, below);
      }
      controls[i] = bottom + (control + 0.5) * width;
      highs[i] = bottom + (last + 1) * width;
      lows[i] = bottom + first * width;
    }
  }

  /** Counts the window's volumes by parts; returns their sum. */
  #count(bottom: number, width: number): number {
    const state = this.state, last = this.#bins - 1, profileAt = this.#profileAt, volumesAt = this.#volumesAt;
    state.fill(0, profileAt);
    let total = 0;
    for (let j = 0; j < this.#length; j++) {
      const part = Math.max(0, Math.min(last, Math.floor((state[PRICES + j] - bottom) / width)));
      state[profileAt + part] += state[volumesAt + j];
      total += state[volumesAt + j];
    }
    return total;
  }

  /** The part with the greatest volume. */
  #control(): number {
    let best = 0;
    for (let part = 1; part < this.#bins; part++) {
      if (this.state[this.#profileAt + part] > this.state[this.#profileAt + best]) best = part;
    }
    return best;
  }

  /** A part's volume; less than none beyond the range. */
  #volumeOf(part: number): number {
    return part < 0 || part >= this.#bins ? -1 : this.state[this.#profileAt + part];
  }
}
