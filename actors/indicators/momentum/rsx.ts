import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * RSX, a smooth relative strength index: 50·(1 + S(change) / S(|change|)), kept within 0 and 100, where S puts a series three times
 * through 1.5·A − 0.5·B with A = A' + k·(x − A'), B = B' + k·(A − B') and k = 3 / (length + 2); all begin at 0. 50 where nothing has
 * moved (after Mark Jurik, as Everget published it).
 * Column: 0 to 100; NaN for the first `length` values.
 */
export const rsx = indicator({
  name: "rsx",
  title: "RSX",
  category: "momentum",
  scale: "own",
  reference: "Mark Jurik, jurikres.com, RSX; as published by Everget, TradingView, Jurik RSX, 2018",
  params: z.object({
    length: z.int().min(1).max(100_000).default(14),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new RsxKernel(length),
});

const COUNT = 0,
  PREVIOUS = 1,
  A1 = 2,
  B1 = 3,
  A2 = 4,
  B2 = 5,
  A3 = 6,
  B3 = 7,
  C1 = 8,
  D1 = 9,
  C2 = 10,
  D2 = 11,
  C3 = 12,
  D3 = 13;

class RsxKernel extends Kernel {
  readonly #length: number;

  constructor(length: number) {
    super(14);
    this.#length = length;
    this.state[PREVIOUS] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const length = this.#length;
    const k = 3 / (length + 2);
    let count = state[COUNT], previous = state[PREVIOUS];
    let a1 = state[A1], b1 = state[B1], a2 = state[A2], b2 = state[B2], a3 = state[A3], b3 = state[B3];
    let c1 = state[C1], d1 = state[D1], c2 = state[C2], d2 = state[D2], c3 = state[C3], d3 = state[D3];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      const change = x - previous;
      previous = x;
      if (change !== change) {
        target[i] = NaN;
        continue;
      }
      a1 += k * (change - a1);
      b1 += k * (a1 - b1);
      const netOnce = 1.5 * a1 - 0.5 * b1;
      a2 += k * (netOnce - a2);
      b2 += k * (a2 - b2);
      const netTwice = 1.5 * a2 - 0.5 * b2;
      a3 += k * (netTwice - a3);
      b3 += k * (a3 - b3);
      c1 += k * (Math.abs(change) - c1);
      d1 += k * (c1 - d1);
      const sizeOnce = 1.5 * c1 - 0.5 * d1;
      c2 += k * (sizeOnce - c2);
      d2 += k * (c2 - d2);
      const sizeTwice = 1.5 * c2 - 0.5 * d2;
      c3 += k * (sizeTwice - c3);
      d3 += k * (c3 - d3);
      const net = 1.5 * a3 - 0.5 * b3, size = 1.5 * c3 - 0.5 * d3;
      if (count < length) count++;
      if (count < length) target[i] = NaN;
      else target[i] = size > 0 ? Math.min(100, Math.max(0, 50 + 50 * (net / size))) : 50;
    }
    state[COUNT] = count;
    state[PREVIOUS] = previous;
    state[A1] = a1;
    state[B1] = b1;
    state[A2] = a2;
    state[B2] = b2;
    state[A3] = a3;
    state[B3] = b3;
    state[C1] = c1;
    state[D1] = d1;
    state[C2] = c2;
    state[D2] = d2;
    state[C3] = c3;
    state[D3] = d3;
  }
}
