import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { RollingSum } from "../statistics/rolling_sum.ts";
import { moneyFlowVolume } from "./money_flow_volume.ts";

/**
 * Chaikin money flow: Σ volume · ((close − low) − (high − close)) / (high − low) over Σ volume, both of the last `length` bars; 0 where
 * nothing was traded.
 * Column: −1 to 1; NaN for the first `length − 1` values.
 */
export const cmf = indicator({
  name: "cmf",
  title: "Chaikin money flow",
  category: "volume",
  scale: "own",
  reference: "Marc Chaikin; Steven Achelis, Technical Analysis from A to Z, 1995",
  params: z.object({ length: z.int().min(1).max(100_000).default(20) }),
  inputs: ["high", "low", "close", "volume"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new CmfKernel(length),
});

class CmfKernel extends Kernel {
  readonly #flows: RollingSum;
  readonly #volumes: RollingSum;

  constructor(length: number) {
    const flows = new RollingSum(length);
    const volumes = new RollingSum(length);
    super(0, [flows, volumes]);
    this.#flows = flows;
    this.#volumes = volumes;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const high = inputs[0], low = inputs[1], close = inputs[2], volume = inputs[3], target = outputs[0];
    const flows = this.#flows, volumes = this.#volumes;
    for (let i = from; i < to; i++) {
      if (high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      const flow = flows.next(moneyFlowVolume(high[i], low[i], close[i], volume[i])),
        traded = volumes.next(volume[i]);
      target[i] = traded === 0 ? 0 : flow / traded;
    }
  }
}
