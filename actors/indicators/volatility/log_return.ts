import { Stateful } from "../../../engine/stateful.ts";

/** Natural logarithm of each value over the one before it, as a part of other kernels, a value at a time. */
export class LogReturn extends Stateful {
  constructor() {
    super(1);
    this.state[0] = NaN;
  }

  /** Takes a value above 0; NaN for the first. */
  next(x: number): number {
    const previous = this.state[0];
    this.state[0] = x;
    return Math.log(x / previous);
  }
}
