import { Stateful } from "../../../engine/stateful.ts";

/**
 * Wilder's directional movement as a part of other kernels, a bar at a time. A bar moves up by high − previous high where that is
 * above 0 and above previous low − low, by which it moves down in the opposite case; never both. Upward and downward moves and true
 * ranges are summed as Wilder did: S(t) = S(t−1) − S(t−1) / length + x(t), after the first `length − 1` have been added up plainly
 * (J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; as TA-Lib starts it).
 */
export class DirectionalMovement extends Stateful {
  readonly #length: number;

  constructor(length: number) {
    super(7);
    this.#length = length;
    this.state[HIGH] = this.state[LOW] = this.state[CLOSE] = NaN;
  }

  /** Takes a bar; says how many moves there were so far, counting no further than `length`: from then on the sums are Wilder's. */
  next(high: number, low: number, close: number): number {
    const state = this.state, up = high - state[HIGH], down = state[LOW] - low, previous = state[CLOSE];
    state[HIGH] = high;
    state[LOW] = low;
    state[CLOSE] = close;
    if (previous !== previous) return 0;
    const count = state[COUNT], fade = count < this.#length - 1 ? 1 : 1 - 1 / this.#length;
    state[PLUS] = state[PLUS] * fade + (up > 0 && up > down ? up : 0);
    state[MINUS] = state[MINUS] * fade + (down > 0 && down > up ? down : 0);
    state[RANGE] = state[RANGE] * fade + (Math.max(high, previous) - Math.min(low, previous));
    return count < this.#length ? state[COUNT] = count + 1 : count;
  }

  /** Sum of the upward moves. */
  get plus(): number {
    return this.state[PLUS];
  }

  /** Sum of the downward moves. */
  get minus(): number {
    return this.state[MINUS];
  }

  /** Sum of the true ranges. */
  get range(): number {
    return this.state[RANGE];
  }
}

const COUNT = 0, HIGH = 1, LOW = 2, CLOSE = 3, PLUS = 4, MINUS = 5, RANGE = 6;
