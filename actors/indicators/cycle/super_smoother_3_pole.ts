import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Super smoother with three poles: S(t) = (1 − p − q − r)·x(t) + p·S(t−1) + q·S(t−2) + r·S(t−3), p = b + c, q = −(c + b·c), r = c², with a
 * = e^(−π / length), b = 2·a·cos(1.738·π / length), c = a²; the first three values are those of the source (John Ehlers, 2004).
 * Column: units of the source; a value from the first bar on, swinging in over some `length` of them.
 */
export const superSmoother3Pole = indicator({
  name: "super_smoother_3_pole",
  title: "Super smoother with three poles",
  category: "cycle",
  scale: "source",
  reference: "John Ehlers, Cybernetic Analysis for Stocks and Futures, 2004",
  params: z.object({ length: z.int().min(2).max(100_000).default(14) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ length }) => new SuperSmoother3PoleKernel(length),
});

const COUNT = 0, ONE = 1, TWO = 2, THREE = 3;

class SuperSmoother3PoleKernel extends Kernel {
  readonly #first: number;
  readonly #second: number;
  readonly #third: number;

  constructor(length: number) {
    const a = Math.exp(-Math.PI / length), b = 2 * a * Math.cos(1.738 * Math.PI / length), c = a * a;
    super(4);
    this.#first = b + c;
    this.#second = -(c + b * c);
    this.#third = c * c;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const first = this.#first, second = this.#second, third = this.#third;
    let count = state[COUNT], one = state[ONE], two = state[TWO], three = state[THREE];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      const x = source[i];
      let value = x;
      if (count < 3) count++;
      else value = (1 - first - second - third) * x + first * one + second * two + third * three;
      three = two;
      two = one;
      one = value;
      target[i] = value;
    }
    state[COUNT] = count;
    state[ONE] = one;
    state[TWO] = two;
    state[THREE] = three;
  }
}
