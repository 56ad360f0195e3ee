import { Stateful } from "../../../engine/stateful.ts";

/** Change from the value before as a share of it, as a part of other kernels, a value at a time; 0 where the value before is 0, as in TA-Lib. */
export class SimpleReturn extends Stateful {
  constructor() {
    super(1);
    this.state[0] = NaN;
  }

  /** Takes a value; NaN for the first, and where the value is NaN, which leaves everything as it was. */
  next(x: number): number {
    if (x !== x) return NaN;
    const previous = this.state[0];
    this.state[0] = x;
    return previous === 0 ? 0 : (x - previous) / previous;
  }
}
