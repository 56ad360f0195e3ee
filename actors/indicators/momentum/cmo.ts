import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WilderChanges } from "./wilder_changes.ts";

/**
 * Chande momentum oscillator: 100·(G − L) / (G + L), where G and L are Wilder's averages of the rises and of the falls from value to
 * value, as in rsi; 0 where nothing has moved (TA_CMO). Chande himself took plain sums of the last `length` changes.
 * Column: −100 to 100; NaN for the first `length` values.
 */
export const cmo = indicator({
  name: "cmo",
  title: "Chande momentum oscillator",
  category: "momentum",
  scale: "own",
  reference: "TA-Lib TA_CMO; Tushar Chande and Stanley Kroll, The New Technical Trader, 1994",
  params: z.object({
    length: z.int().min(2).max(100_000).default(14),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length,
  kernel: ({ length }) => new CmoKernel(length),
});

class CmoKernel extends Kernel {
  readonly #changes: WilderChanges;

  constructor(length: number) {
    const changes = new WilderChanges(length);
    super(0, [changes]);
    this.#changes = changes;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const changes = this.#changes;
    for (let i = from; i < to; i++) {
      if (!changes.next(source[i])) {
        target[i] = NaN;
        continue;
      }
      const { gain, loss } = changes, total = gain + loss;
      target[i] = total === 0 ? 0 : 100 * ((gain - loss) / total);
    }
  }
}
