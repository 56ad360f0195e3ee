/**
 * How many steps of a run fit into some milliseconds, as far as those before tell: strategies think for a microsecond or for a second at a
 * bar, and in between messages must be looked after.
 */
export class Stride {
  readonly #stepsMost: number;
  readonly #ms: number;
  #steps: number;

  constructor(stepsMost: number, ms: number) {
    this.#stepsMost = stepsMost;
    this.#ms = ms;
    this.#steps = Math.min(FIRST_STEPS, stepsMost);
  }

  /** Walks as far as fits, at most `stepsMost`. */
  take<Result>(walk: (steps: number) => Result, stepsMost = Infinity): Result {
    const steps = Math.min(this.#steps, stepsMost), beganMs = performance.now();
    const result = walk(steps);
    const fitting = Math.floor(steps * this.#ms / (performance.now() - beganMs));
    // Fewer steps than it would have taken don't say that more would fit.
    const most = steps < this.#steps ? this.#steps : Math.min(this.#stepsMost, 2 * steps);
    this.#steps = Math.max(1, Math.min(most, fitting));
    return result;
  }
}

const FIRST_STEPS = 64;
