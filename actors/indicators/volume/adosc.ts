import { z } from "zod";
import { LockstepError } from "../../../engine/error.ts";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { moneyFlowVolume } from "./money_flow_volume.ts";

/**
 * Chaikin oscillator: EMA(fast) − EMA(slow) of the accumulation/distribution line, both starting with the line's first value (TA_ADOSC;
 * Marc Chaikin). The line itself may grow without bound, so each average is kept as its distance from the line: D(t) = (1 − k)·(D(t−1) −
 * flow(t)).
 * Column: units of volume, signed; NaN for the first `slow − 1` values. `fast` must be below `slow`.
 */
export const adosc = indicator({
  name: "adosc",
  title: "Chaikin oscillator",
  category: "volume",
  scale: "own",
  reference: "TA-Lib TA_ADOSC; Marc Chaikin",
  params: z.object({
    fast: z.int().min(2).max(100_000).default(3),
    slow: z.int().min(3).max(100_000).default(10),
  }),
  inputs: ["high", "low", "close", "volume"],
  outputs: ["value"],
  warmupBars: ({ slow }) => slow - 1,
  kernel: ({ fast, slow }) => {
    if (fast >= slow) throw new LockstepError(`adosc: fast ${fast} must be less than slow ${slow}.`);
    return new AdoscKernel(fast, slow);
  },
});

const COUNT = 0, QUICK = 1, CALM = 2;

class AdoscKernel extends Kernel {
  readonly #fastKept: number;
  readonly #slowKept: number;
  readonly #slow: number;

  constructor(fast: number, slow: number) {
    super(3);
    this.#fastKept = 1 - 2 / (fast + 1);
    this.#slowKept = 1 - 2 / (slow + 1);
    this.#slow = slow;
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
      volume = inputs[3],
      target = outputs[0],
      { state } = this;
    const fastKept = this.#fastKept, slowKept = this.#slowKept, slow = this.#slow;
    let count = state[COUNT], quick = state[QUICK], calm = state[CALM];
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      const flow = moneyFlowVolume(high[i], low[i], close[i], volume[i]);
      if (count > 0) {
        quick = fastKept * (quick - flow);
        calm = slowKept * (calm - flow);
      }
      if (count < slow) count++;
      target[i] = count < slow ? NaN : quick - calm;
    }
    state[COUNT] = count;
    state[QUICK] = quick;
    state[CALM] = calm;
  }
}
