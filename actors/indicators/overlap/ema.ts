import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel, type PairedRun } from "../../../engine/kernel.ts";

/**
 * Exponential moving average. EMA(t) = EMA(t−1) + k·(x(t) − EMA(t−1)), k = 2 / (length + 1), seeded with the mean of the
 * first `length` values, as TA-Lib seeds it (TA_EMA, default compatibility).
 * Column: units of the source; NaN for the first `length − 1` values.
 */
export const ema = indicator({
  name: "ema",
  title: "Exponential moving average",
  category: "overlap",
  scale: "source",
  reference: "TA-Lib TA_EMA",
  params: z.object({ length: z.int().min(1).max(100_000).default(20) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new EmaKernel(length, 2 / (length + 1)),
});

const COUNT = 0, VALUE = 1;

/** Exponential smoothing with weight `k` for the newest value, seeded with the mean of the first `length` values. */
export class EmaKernel extends Kernel {
  readonly #length: number;
  readonly #k: number;

  constructor(length: number, k: number) {
    super(2);
    this.#length = length;
    this.#k = k;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], k = this.#k;
    const start = this.state[COUNT] < this.#length ? this.#seed(source, target, from, to) : from;
    let value = this.state[VALUE];
    for (let i = start; i < to; i++) {
      const x = source[i];
      if (x === x) {
        value += k * (x - value);
        target[i] = value;
      } else {
        target[i] = NaN;
      }
    }
    this.state[VALUE] = value;
  }

  override pairedWith(other: Kernel): PairedRun | undefined {
    return other instanceof EmaKernel ? this.#runWith.bind(this, other) : undefined;
  }

  #runWith(
    other: EmaKernel,
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    otherOutputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    if (this.#isSeeded && other.#isSeeded) {
      const source = inputs[0], { state } = this;
      smoothTwo(source, outputs[0], otherOutputs[0], state, other.state, this.#k, other.#k, from, to);
    } else {
      this.run(inputs, outputs, from, to);
      other.run(inputs, otherOutputs, from, to);
    }
  }

  get #isSeeded(): boolean {
    return this.state[COUNT] >= this.#length;
  }

  /** Sums the first values up to their mean; returns where smoothing starts. */
  #seed(source: Float64Array, target: Float64Array, from: number, to: number): number {
    let count = this.state[COUNT], sum = this.state[VALUE], i = from;
    for (; i < to && count < this.#length; i++) {
      target[i] = NaN;
      if (source[i] !== source[i]) continue;
      sum += source[i];
      count++;
      if (count === this.#length) target[i] = sum /= this.#length;
    }
    this.state[COUNT] = count;
    this.state[VALUE] = sum;
    return i;
  }
}

/**
 * Two averages of one source. Where it has no value the tight loop is left: a branch within it would make V8 put one of the two back into
 * memory at every step, and the gain be gone.
 */
function smoothTwo(
  source: Float64Array,
  firstTarget: Float64Array,
  secondTarget: Float64Array,
  firstState: Float64Array,
  secondState: Float64Array,
  firstK: number,
  secondK: number,
  from: number,
  to: number,
): void {
  let first = firstState[VALUE], second = secondState[VALUE];
  for (let i = from; i < to; i++) {
    for (; i < to; i++) {
      const x = source[i];
      if (x !== x) break;
      first += firstK * (x - first);
      second += secondK * (x - second);
      firstTarget[i] = first;
      secondTarget[i] = second;
    }
    if (i < to) firstTarget[i] = secondTarget[i] = NaN;
  }
  firstState[VALUE] = first;
  secondState[VALUE] = second;
}
