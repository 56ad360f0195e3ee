import { Stateful } from "../../../engine/stateful.ts";

/**
 * Fourier term of the last `length` values for a cycle as long as they are, Σ x(t − j)·e^(−i·2π·j / length), as a part of other
 * kernels, a value at a time. Values are taken in blocks, as in {@link RollingSum}, each less the block's first one, which a whole cycle
 * of equal values doesn't feel; a new value turns what is there by one step.
 */
export class RollingPhasor extends Stateful {
  readonly #length: number;
  /** Cosine and sine of a step's angle, times 0…length. */
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;

  constructor(length: number) {
    super(ENDS + 2 * (length + 1));
    this.#length = length;
    const angles = Array.from({ length: length + 1 }, (_, step) => 2 * Math.PI * step / length);
    this.#cosines = Float64Array.from(angles, Math.cos);
    this.#sines = Float64Array.from(angles, Math.sin);
    this.state.fill(NaN, ENDS); // an end that isn't there yet makes the window's term NaN: the warm-up
    this.state.fill(0, ENDS + 2 * length); // the end of no values
  }

  /** Takes a value, which must not be NaN. */
  next(x: number): void {
    const state = this.state, length = this.#length, slot = state[SLOT] | 0, count = slot + 1;
    if (slot === 0) state[BASE] = x;
    const cosine = this.#cosines[1], sine = this.#sines[1], above = x - state[BASE];
    const real = state[REAL] * cosine + state[IMAGINARY] * sine + above;
    const imaginary = state[IMAGINARY] * cosine - state[REAL] * sine;
    state[ENDS + 2 * slot] = x;
    const end = ENDS + 2 * count, turn = this.#cosines[count], lean = this.#sines[count];
    const lift = count === length ? 0 : state[END_BASE] - state[BASE];
    // The older values' base over this block's: a whole cycle of it is 0, so that its older part is the newer part's opposite.
    const liftReal = state[UNIT_REAL] * cosine + state[UNIT_IMAGINARY] * sine + 1;
    const liftImaginary = state[UNIT_IMAGINARY] * cosine - state[UNIT_REAL] * sine;
    state[WINDOW_REAL] = real + state[end] * turn + state[end + 1] * lean - lift * liftReal;
    state[WINDOW_IMAGINARY] = imaginary + state[end + 1] * turn - state[end] * lean - lift * liftImaginary;
    if (count < length) {
      state[SLOT] = count;
      state[REAL] = real;
      state[IMAGINARY] = imaginary;
      state[UNIT_REAL] = liftReal;
      state[UNIT_IMAGINARY] = liftImaginary;
    } else {
      this.#closeBlock();
    }
  }

  /** Σ x·cos; NaN for the first `length − 1` values. */
  get real(): number {
    return this.state[WINDOW_REAL];
  }

  /** −Σ x·sin. */
  get imaginary(): number {
    return this.state[WINDOW_IMAGINARY];
  }

  /** Turns the block's values, in their own place, into the terms of its ends. */
  #closeBlock(): void {
    const state = this.state, length = this.#length, base = state[BASE];
    for (let slot = length - 1, age = 0, real = 0, imaginary = 0; slot >= 0; slot--, age++) {
      const at = ENDS + 2 * slot, above = state[at] - base;
      real += above * this.#cosines[age];
      imaginary -= above * this.#sines[age];
      state[at] = real;
      state[at + 1] = imaginary;
    }
    state[END_BASE] = base;
    state[SLOT] =
      state[REAL] =
      state[IMAGINARY] =
      state[UNIT_REAL] =
      state[UNIT_IMAGINARY] =
        0;
  }
}

const SLOT = 0, BASE = 1, REAL = 2, IMAGINARY = 3, UNIT_REAL = 4, UNIT_IMAGINARY = 5, END_BASE = 6;
const WINDOW_REAL = 7, WINDOW_IMAGINARY = 8, ENDS = 9;
