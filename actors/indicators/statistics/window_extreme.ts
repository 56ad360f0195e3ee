import { Stateful } from "../../../engine/stateful.ts";
import { RollingExtreme } from "./rolling_extreme.ts";

/** The greatest (`sign` 1) or least (`sign` −1) of the last `length` values as a part of other kernels, a value at a time: {@link RollingExtreme}'s. */
export class WindowExtreme extends Stateful {
  readonly #extreme: RollingExtreme;

  constructor(length: number, sign: 1 | -1) {
    super(RollingExtreme.memoryLength(length));
    this.#extreme = new RollingExtreme(this.state, length, sign);
  }

  /** Takes a value; NaN for the first `length − 1`, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    return this.#extreme.next(x);
  }
}
