import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WeightedWindow } from "../statistics/weighted_window.ts";

/**
 * Voss predictive filter: filter is a band-pass around `length` bars, F(t) = (1 − s)/2 · (x(t) − x(t−2)) + f·(1 + s)·F(t−1) − s·F(t−2), f
 * = cos(2π / length), g = cos(2π·`bandwidth` / length), s = 1/g − √(1/g² − 1); voss looks `ahead` bars ahead of it: V(t) = (3 + n)/2 ·
 * F(t) − Σ k/n · V(t − n + k − 1) for k = 1 to n, n = 3·ahead. Both are 0 before their first bar (John Ehlers, 2019).
 * Columns: units of the source, signed; NaN for the first max(`length`, 5, 3·`ahead`) + 1 values.
 */
export const voss = indicator({
  name: "voss",
  title: "Voss predictive filter",
  category: "cycle",
  scale: "own",
  reference: "John Ehlers, Technical Analysis of Stocks & Commodities, August 2019; Henning Voss",
  params: z.object({
    length: z.int().min(5).max(100_000).default(20),
    ahead: z.int().min(1).max(1000).default(3),
    bandwidth: z.number().min(0.01).max(1).default(0.25),
  }),
  inputs: ["source"],
  outputs: ["voss", "filter"],
  warmupBars: ({ length, ahead }) => Math.max(length, 5, 3 * ahead) + 1,
  kernel: ({ length, ahead, bandwidth }) => new VossKernel(length, ahead, bandwidth),
});

const COUNT = 0, PRICE1 = 1, PRICE2 = 2, BAND1 = 3, BAND2 = 4, FADE = 5;

class VossKernel extends Kernel {
  readonly #memory: WeightedWindow;
  readonly #gain: number;
  readonly #first: number;
  readonly #second: number;
  readonly #lead: number;
  readonly #skipped: number;

  constructor(length: number, ahead: number, bandwidth: number) {
    const g = Math.cos(2 * Math.PI * bandwidth / length), s = 1 / g - Math.sqrt(1 / (g * g) - 1);
    const memory = new WeightedWindow(Array.from({ length: 3 * ahead }, (_, k) => (k + 1) / (3 * ahead)));
    super(6, [memory]);
    this.#memory = memory;
    this.#gain = (1 - s) / 2;
    this.#first = Math.cos(2 * Math.PI / length) * (1 + s);
    this.#second = -s;
    this.#lead = (3 + 3 * ahead) / 2;
    this.#skipped = Math.max(length, 5, 3 * ahead);
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], voss = outputs[0], filter = outputs[1], { state } = this;
    const memory = this.#memory,
      gain = this.#gain,
      first = this.#first,
      second = this.#second,
      lead = this.#lead,
      skipped = this.#skipped;
    let count = state[COUNT],
      price1 = state[PRICE1],
      price2 = state[PRICE2],
      band1 = state[BAND1],
      band2 = state[BAND2],
      fade = state[FADE];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        voss[i] = filter[i] = NaN;
        continue;
      }
      const x = source[i], isWarm = count > skipped;
      let band = 0, value = 0;
      if (isWarm) {
        band = gain * (x - price2) + first * band1 + second * band2;
        value = lead * band - fade;
      } else {
        count++;
      }
      fade = memory.next(value);
      if (fade !== fade) fade = 0;
      voss[i] = isWarm ? value : NaN;
      filter[i] = isWarm ? band : NaN;
      price2 = price1;
      price1 = x;
      band2 = band1;
      band1 = band;
    }
    state[COUNT] = count;
    state[PRICE1] = price1;
    state[PRICE2] = price2;
    state[BAND1] = band1;
    state[BAND2] = band2;
    state[FADE] = fade;
  }
}
