import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { HighPass } from "./high_pass_filter.ts";

/**
 * Band-pass filter around a cycle of `length` bars: B(t) = (1 − a)/2 · (h(t) − h(t−2)) + b·(1 + a)·B(t−1) − a·B(t−2), where h is the high-
 * pass filter of 4·length / `bandwidth` bars, b = cos(2π / length), g = cos(2π·bandwidth / length), a = 1/g − √(1/g² − 1). normalised = B
 * over a peak that follows |B| up at once and decays by 0.9 % a bar, 0 before there is one; trigger = high-pass filter of length /
 * bandwidth / 1.5 bars of normalised, of 3 at least; signal = 1 where normalised is below trigger, −1 where it is above, else 0 (John
 * Ehlers, 2013; jesse bandpass).
 * Columns: units of the source; −1 to 1; the same unit; −1, 0 or 1. A value from the first bar on, swinging in.
 */
export const bandPass = indicator({
  name: "band_pass",
  title: "Band-pass filter",
  category: "cycle",
  scale: "own",
  reference: "John Ehlers, Cycle Analytics for Traders, 2013",
  params: z.object({
    length: z.int().min(5).max(100_000).default(20),
    bandwidth: z.number().min(0.01).max(1).default(0.3),
  }),
  inputs: ["source"],
  outputs: ["value", "normalised", "trigger", "signal"],
  warmupBars: () => 0,
  kernel: ({ length, bandwidth }) => new BandPassKernel(length, bandwidth),
});

const HIGH1 = 0, HIGH2 = 1, BAND1 = 2, BAND2 = 3, PEAK = 4;

class BandPassKernel extends Kernel {
  readonly #high: HighPass;
  readonly #fast: HighPass;
  readonly #gain: number;
  readonly #first: number;
  readonly #second: number;

  constructor(length: number, bandwidth: number) {
    const g = Math.cos(2 * Math.PI * bandwidth / length), a = 1 / g - Math.sqrt(1 / (g * g) - 1);
    const high = new HighPass(4 * length / bandwidth);
    const fast = new HighPass(Math.max(3, length / bandwidth / 1.5));
    super(5, [high, fast]);
    this.#high = high;
    this.#fast = fast;
    this.#gain = (1 - a) / 2;
    this.#first = Math.cos(2 * Math.PI / length) * (1 + a);
    this.#second = -a;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0],
      target = outputs[0],
      normalised = outputs[1],
      trigger = outputs[2],
      signal = outputs[3],
      { state } = this;
    const high = this.#high, fast = this.#fast, gain = this.#gain, first = this.#first, second = this.#second;
    let high1 = state[HIGH1],
      high2 = state[HIGH2],
      band1 = state[BAND1],
      band2 = state[BAND2],
      peak = state[PEAK];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] =
          normalised[i] =
          trigger[i] =
          signal[i] =
            NaN;
        continue;
      }
      const passed = high.next(source[i]), band = gain * (passed - high2) + first * band1 + second * band2;
      high2 = high1;
      high1 = passed;
      band2 = band1;
      band1 = band;
      peak = Math.max(0.991 * peak, Math.abs(band));
      const share = peak > 0 ? band / peak : 0, turn = fast.next(share);
      target[i] = band;
      normalised[i] = share;
      trigger[i] = turn;
      signal[i] = share < turn ? 1 : share > turn ? -1 : 0;
    }
    state[HIGH1] = high1;
    state[HIGH2] = high2;
    state[BAND1] = band1;
    state[BAND2] = band2;
    state[PEAK] = peak;
  }
}
