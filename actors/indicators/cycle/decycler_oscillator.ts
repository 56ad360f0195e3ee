import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { HighPassTwoPole } from "./high_pass_filter.ts";

/**
 * Decycler oscillator: 100 · `multiplier` · H / x, where H is the high-pass filter with two poles of half the `length` of what the one of
 * the whole `length` leaves; 0 where x is 0 (John Ehlers, 2015). See high_pass_2_pole.
 * Column: percent of the source, signed; a value from the first bar on, swinging in over some `length` of them.
 */
export const decyclerOscillator = indicator({
  name: "decycler_oscillator",
  title: "Decycler oscillator",
  category: "cycle",
  scale: "own",
  reference: "John Ehlers, Technical Analysis of Stocks & Commodities, September 2015; jesse dec_osc",
  params: z.object({
    length: z.int().min(6).max(100_000).default(125),
    multiplier: z.number().positive().max(1000).default(1),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ length, multiplier }) => new DecyclerOscillatorKernel(length, multiplier),
});

class DecyclerOscillatorKernel extends Kernel {
  readonly #whole: HighPassTwoPole;
  readonly #half: HighPassTwoPole;
  readonly #multiplier: number;

  constructor(length: number, multiplier: number) {
    const whole = new HighPassTwoPole(length);
    const half = new HighPassTwoPole(length / 2);
    super(0, [whole, half]);
    this.#whole = whole;
    this.#half = half;
    this.#multiplier = multiplier;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const whole = this.#whole, half = this.#half, multiplier = this.#multiplier;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      const x = source[i], left = half.next(x - whole.next(x));
      target[i] = x === 0 ? 0 : 100 * multiplier * (left / x);
    }
  }
}
