import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Negative volume index: begins at 1000, is multiplied by x / previous x at every bar whose volume falls against the bar before, and
 * stands still otherwise, as after an x of 0 (Paul Dysart, 1936; Norman Fosback, Stock Market Logic, 1976).
 * Column: an index; a value from the first bar on.
 */
export const nvi = indicator({
  name: "nvi",
  title: "Negative volume index",
  category: "volume",
  scale: "own",
  reference: "Paul Dysart, 1936; Norman Fosback, Stock Market Logic, 1976",
  params: z.object({}),
  inputs: ["source", "volume"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new NviKernel(),
});

const VALUE = 0, PREVIOUS = 1, TRADED = 2;

class NviKernel extends Kernel {
  constructor() {
    super(3);
    this.state[VALUE] = 1000;
    this.state[PREVIOUS] = NaN;
    this.state[TRADED] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], volume = inputs[1], target = outputs[0], { state } = this;
    let value = state[VALUE], previous = state[PREVIOUS], traded = state[TRADED];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i] || volume[i] !== volume[i]) {
        target[i] = NaN;
        continue;
      }
      if (volume[i] < traded && previous !== 0) value *= source[i] / previous;
      previous = source[i];
      traded = volume[i];
      target[i] = value;
    }
    state[VALUE] = value;
    state[PREVIOUS] = previous;
    state[TRADED] = traded;
  }
}
