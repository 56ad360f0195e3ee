import { type ColumnSignal, LONG, SHORT, type SignalEvents, SignalKernel } from "../../engine/signal.ts";

/**
 * Long when the close is above the previous bar's `upper`, short when it is below the previous bar's `lower`; once a side, until the
 * other one breaks. A channel's own bar is part of the channel, so it is the bar before that can be broken.
 */
export function breakout<Upper extends string, Lower extends string>(
  upper: Upper,
  lower: Lower,
): ColumnSignal<Upper | Lower | "close"> {
  return {
    scope: "instrument",
    title: `close breaks ${upper} or ${lower}`,
    reasons: { long: `close broke ${upper}`, short: `close broke ${lower}`, flat: "channel broken" },
    needs: [upper, lower, "close"],
    kernel: () => new BreakoutKernel(),
  };
}

const UPPER = 0, LOWER = 1, SIDE = 2;

class BreakoutKernel extends SignalKernel {
  constructor() {
    super(3);
    this.state[UPPER] = this.state[LOWER] = NaN;
  }

  override run(inputs: readonly Float64Array[], events: SignalEvents, from: number, to: number): void {
    const [upper, lower, close] = inputs, { state } = this;
    let previousUpper = state[UPPER], previousLower = state[LOWER], side = state[SIDE];
    for (let bar = from; bar < to; bar++) {
      if (close[bar] > previousUpper && side !== 1) events.push(bar, LONG), side = 1;
      else if (close[bar] < previousLower && side !== -1) events.push(bar, SHORT), side = -1;
      previousUpper = upper[bar];
      previousLower = lower[bar];
    }
    state[UPPER] = previousUpper;
    state[LOWER] = previousLower;
    state[SIDE] = side;
  }
}
