import { Stateful } from "../../../engine/stateful.ts";
import { RollingDeviation } from "./rolling_deviation.ts";

/** Mean and standard deviation of the last `length` values as a part of other kernels, a value at a time: {@link RollingDeviation}'s. */
export class WindowDeviation extends Stateful {
  readonly #deviation: RollingDeviation;

  constructor(length: number) {
    super(RollingDeviation.memoryLength(length));
    this.#deviation = new RollingDeviation(this.state, length);
  }

  /** Takes a value; NaN for the first `length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    return this.#deviation.next(x);
  }

  /** Mean of the window of the last value taken. */
  get mean(): number {
    return this.#deviation.mean;
  }
}
