import { Stateful } from "../../../engine/stateful.ts";
import { RollingExtreme } from "./rolling_extreme.ts";

/** Highest high and lowest low of the last `length` bars as a part of other kernels, a bar at a time. */
export class RollingRange extends Stateful {
  readonly #highest: RollingExtreme;
  readonly #lowest: RollingExtreme;

  constructor(length: number) {
    const memoryLength = RollingExtreme.memoryLength(length);
    super(2 * memoryLength);
    this.#highest = new RollingExtreme(this.state.subarray(0, memoryLength), length, 1);
    this.#lowest = new RollingExtreme(this.state.subarray(memoryLength), length, -1);
  }

  /** Takes a high; NaN for the first `length − 1`, and where it is NaN, which leaves everything as it was. */
  nextHighest(high: number): number {
    return this.#highest.next(high);
  }

  /** Takes a low; NaN for the first `length − 1`, and where it is NaN, which leaves everything as it was. */
  nextLowest(low: number): number {
    return this.#lowest.next(low);
  }

  /** Takes a high and a low; gives the middle between the highest and the lowest. */
  nextMiddle(high: number, low: number): number {
    return (this.#highest.next(high) + this.#lowest.next(low)) / 2;
  }
}
