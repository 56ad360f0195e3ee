import { LockstepError } from "../../engine/error.ts";
import { type ColumnSignal, type Direction, type SignalEvents, SignalKernel } from "../../engine/signal.ts";

/**
 * A signal from a function of your own: it gets the columns' values at a bar, in the order named, and answers 1, −1, 0 or nothing. It
 * fires when the answer changes. It must be a pure function: what it remembers itself would not be in a snapshot.
 */
export function fromColumns<const Needs extends readonly string[]>(
  needs: Needs,
  decide: (...values: { [K in keyof Needs]: number }) => Direction | undefined | void,
): ColumnSignal<Needs[number]> {
  const title = `function of ${needs.join(", ")}`;
  return {
    scope: "instrument",
    title,
    reasons: { long: title, short: title, flat: title },
    needs,
    kernel: () =>
      new FromColumnsKernel(needs.length, decide as (...values: number[]) => Direction | undefined | void),
  };
}

const NOTHING = 2;

/** State: the last answer, {@link NOTHING} before the first. */
class FromColumnsKernel extends SignalKernel {
  readonly #decide: (...values: number[]) => Direction | undefined | void;
  readonly #values: number[];

  constructor(count: number, decide: (...values: number[]) => Direction | undefined | void) {
    super(1);
    this.state[0] = NOTHING;
    this.#decide = decide;
    this.#values = new Array(count).fill(NaN);
  }

  override run(inputs: readonly Float64Array[], events: SignalEvents, from: number, to: number): void {
    const values = this.#values;
    for (let bar = from; bar < to; bar++) {
      for (let k = 0; k < values.length; k++) values[k] = inputs[k][bar];
      const answer = this.#decide(...values);
      if (answer === undefined || answer === this.state[0]) continue;
      if (answer !== 1 && answer !== 0 && answer !== -1) {
        throw new LockstepError(`it answered ${answer}: it must be 1, 0, −1 or nothing`);
      }
      this.state[0] = answer;
      events.push(bar, answer);
    }
  }
}
