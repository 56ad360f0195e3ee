import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Moving average convergence/divergence: macd = EMA(fast) − EMA(slow), signal = EMA(signal) of macd, histogram = macd − signal
 * (Gerald Appel; TA_MACD). Both averages start at the slow one's first value, the fast one seeded with the mean of the `fast`
 * values that end there; the signal is seeded with the mean of its first `signal` values, as TA-Lib seeds them.
 * Columns: units of the source, signed; all three NaN for the first `slow + signal − 2` values.
 *
 * `fast` must be below `slow`: other than TA-Lib, which swaps them, the kernel refuses.
 */
export const macd = indicator({
  name: "macd",
  title: "Moving average convergence/divergence",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_MACD; Gerald Appel, Technical Analysis: Power Tools, 2005",
  params: z.object({
    fast: z.int().min(1).max(100_000).default(12),
    slow: z.int().min(2).max(100_000).default(26),
    signal: z.int().min(1).max(100_000).default(9),
  }),
  inputs: ["source"],
  outputs: ["macd", "signal", "histogram"],
  warmupBars: ({ slow, signal }) => slow + signal - 2,
  kernel: ({ fast, slow, signal }) => {
    if (fast >= slow) throw new LockstepError(`macd: fast ${fast} must be less than slow ${slow}.`);
    return new MacdKernel(fast, slow, signal);
  },
});

const COUNT = 0, FAST = 1, SLOW = 2, SIGNAL = 3;

/** Three averages in one pass. While an average is being seeded, its place in the state holds the sum of its first values. */
class MacdKernel extends Kernel {
  readonly #fast: number;
  readonly #slow: number;
  readonly #signal: number;

  constructor(fast: number, slow: number, signal: number) {
    super(4);
    this.#fast = fast;
    this.#slow = slow;
    this.#signal = signal;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], macds = outputs[0], signals = outputs[1], histograms = outputs[2];
    const fastK = 2 / (this.#fast + 1), slowK = 2 / (this.#slow + 1), signalK = 2 / (this.#signal + 1);
    const start = this.#seed(source, outputs, from, to);
    let fast = this.state[FAST], slow = this.state[SLOW], signal = this.state[SIGNAL];
    for (let i = start; i < to; i++) {
      const x = source[i];
      if (x === x) {
        fast += fastK * (x - fast);
        slow += slowK * (x - slow);
        const difference = fast - slow;
        signal += signalK * (difference - signal);
        macds[i] = difference;
        signals[i] = signal;
        histograms[i] = difference - signal;
      } else {
        macds[i] = signals[i] = histograms[i] = NaN;
      }
    }
    this.state[FAST] = fast;
    this.state[SLOW] = slow;
    this.state[SIGNAL] = signal;
  }

  /** Takes the values up to the first signal; returns where smoothing alone goes on. */
  #seed(source: Float64Array, outputs: readonly Float64Array[], from: number, to: number): number {
    const fastLength = this.#fast, slowLength = this.#slow, signalLength = this.#signal;
    const seedCount = slowLength + signalLength - 1;
    const fastK = 2 / (fastLength + 1), slowK = 2 / (slowLength + 1);
    let count = this.state[COUNT];
    if (count === seedCount) return from;
    let fast = this.state[FAST], slow = this.state[SLOW], signal = this.state[SIGNAL], i = from;
    for (; i < to && count < seedCount; i++) {
      const x = source[i];
      outputs[0][i] = outputs[1][i] = outputs[2][i] = NaN;
      if (x !== x) continue;
      count++;
      if (count <= slowLength) {
        slow += x;
        if (count > slowLength - fastLength) fast += x;
        if (count < slowLength) continue;
        fast /= fastLength;
        slow /= slowLength;
      } else {
        fast += fastK * (x - fast);
        slow += slowK * (x - slow);
      }
      signal += fast - slow;
      if (count < seedCount) continue;
      signal /= signalLength;
      outputs[0][i] = fast - slow;
      outputs[1][i] = signal;
      outputs[2][i] = fast - slow - signal;
    }
    this.state[COUNT] = count;
    this.state[FAST] = fast;
    this.state[SLOW] = slow;
    this.state[SIGNAL] = signal;
    return i;
  }
}
