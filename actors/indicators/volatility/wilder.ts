/**
 * Wilder's smoothing as a part of other kernels: the mean of the first `length` values, then W(t) = W(t−1) + (x(t) − W(t−1)) / length
 * (J. Welles Wilder, New Concepts in Technical Trading Systems, 1978). It keeps what it must in `memory`, a stretch of the
 * kernel's state.
 */
export class Wilder {
  /** Numbers it keeps. */
  static readonly MEMORY_LENGTH = 2;
  readonly #memory: Float64Array;
  readonly #length: number;

  constructor(memory: Float64Array, length: number) {
    this.#memory = memory;
    this.#length = length;
  }

  /**
   * Writes the average of `source`, which may be `target` itself; NaN for the first `length − 1` values and where the source is NaN.
   * A weight of 1 / count is the running mean, of 1 / length the smoothing that follows it.
   */
  run(source: Float64Array, target: Float64Array, from: number, to: number): void {
    const length = this.#length;
    let count = this.#memory[COUNT] | 0, value = this.#memory[VALUE], weight = 1 / count;
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      if (count < length) weight = 1 / ++count;
      value = value * (1 - weight) + x * weight;
      target[i] = count === length ? value : NaN;
    }
    this.#memory[COUNT] = count;
    this.#memory[VALUE] = value;
  }
}

const COUNT = 0, VALUE = 1;
