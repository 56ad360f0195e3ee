import { type ColumnSignal, type Direction, type SignalEvents, SignalKernel } from "../../engine/signal.ts";

/** One signal, on the first bar: buy and hold. */
export function enterOnce(direction: Exclude<Direction, 0>): ColumnSignal<never> {
  const reason = "the first bar";
  return {
    scope: "instrument",
    title: "first bar",
    reasons: { long: reason, short: reason, flat: reason },
    needs: [],
    kernel: () => new EnterOnceKernel(direction),
  };
}

class EnterOnceKernel extends SignalKernel {
  readonly #direction: Direction;

  constructor(direction: Direction) {
    super(1);
    this.#direction = direction;
  }

  override run(_inputs: readonly Float64Array[], events: SignalEvents, from: number, to: number): void {
    if (this.state[0] === 1 || from === to) return;
    this.state[0] = 1;
    events.push(from, this.#direction);
  }
}
