/**
 * Mean and population standard deviation of the last `length` values, as a part of other kernels. It keeps what it must in
 * `memory`, a stretch of the kernel's state of {@link RollingDeviation.memoryLength} numbers.
 *
 * Values are taken in blocks of `length`. A window is the end of one block and the beginning of the next: mean and sum of squared
 * deviations of the beginning grow by Welford's rule (Technometrics 4, 1962), those of all ends of a block are worked out once it
 * is full, and the two are joined by Chan, Golub and LeVeque's (Algorithms for computing the sample variance, 1983). Nothing is
 * ever subtracted from a sum: no drift over any number of bars, never a negative variance, and exactly 0 where the window is flat.
 */
export class RollingDeviation {
  readonly #memory: Float64Array;
  readonly #length: number;
  /** 1 / count at [count]: a product in the loop's longest chain of dependences instead of a quotient. */
  readonly #shares: Float64Array;

  constructor(memory: Float64Array, length: number) {
    this.#memory = memory;
    this.#length = length;
    this.#shares = Float64Array.from({ length: length + 1 }, (_, count) => 1 / count);
    memory.fill(NaN, ENDS); // an end that isn't there yet makes the window's figures NaN: the warm-up
  }

  /** Numbers it keeps for a window of `length`. */
  static memoryLength(length: number): number {
    return ENDS + 2 * length;
  }

  /**
   * Writes the mean and the deviation of `source`; NaN for the first `length − 1` values and where the source is NaN.
   * Where only the deviation is wanted, both targets may be one array.
   */
  run(
    source: Float64Array,
    meanTarget: Float64Array,
    deviationTarget: Float64Array,
    from: number,
    to: number,
  ): void {
    const memory = this.#memory, length = this.#length, shares = this.#shares;
    const squaresAt = ENDS + length, share = shares[length];
    let slot = memory[SLOT] | 0, mean = memory[MEAN], squares = memory[SQUARES];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        meanTarget[i] = deviationTarget[i] = NaN;
        continue;
      }
      memory[ENDS + slot] = x;
      slot++;
      const step = x - mean;
      mean += step * shares[slot];
      squares += step * (x - mean);
      if (slot < length) {
        const endMean = memory[ENDS + slot], apart = mean - endMean, newer = slot * share;
        meanTarget[i] = endMean + apart * newer;
        deviationTarget[i] = Math.sqrt(
          (squares + memory[squaresAt + slot]) * share + apart * apart * newer * (1 - newer),
        );
        continue;
      }
      meanTarget[i] = mean;
      deviationTarget[i] = Math.sqrt(squares * share);
      this.#closeBlock();
      slot = 0;
      mean = 0;
      squares = 0;
    }
    memory[SLOT] = slot;
    memory[MEAN] = mean;
    memory[SQUARES] = squares;
  }

  /** The same for one value: gives the deviation; the mean is {@link mean}. */
  next(x: number): number {
    if (x !== x) return NaN;
    const memory = this.#memory, length = this.#length, shares = this.#shares, share = shares[length];
    const slot = (memory[SLOT] | 0) + 1, step = x - memory[MEAN], mean = memory[MEAN] + step * shares[slot];
    const squares = memory[SQUARES] + step * (x - mean);
    memory[ENDS + slot - 1] = x;
    if (slot < length) {
      const endMean = memory[ENDS + slot], apart = mean - endMean, newer = slot * share;
      memory[SLOT] = slot;
      memory[MEAN] = mean;
      memory[SQUARES] = squares;
      memory[WINDOW_MEAN] = endMean + apart * newer;
      return Math.sqrt(
        (squares + memory[ENDS + length + slot]) * share + apart * apart * newer * (1 - newer),
      );
    }
    this.#closeBlock();
    memory[SLOT] = memory[MEAN] = memory[SQUARES] = 0;
    memory[WINDOW_MEAN] = mean;
    return Math.sqrt(squares * share);
  }

  /** Mean of the window of the last value that `next` has taken. */
  get mean(): number {
    return this.#memory[WINDOW_MEAN];
  }

  /** Turns the block's values, in their own place, into the means of its ends, and writes their squared deviations beside them. */
  #closeBlock(): void {
    const memory = this.#memory, length = this.#length, shares = this.#shares, squaresAt = ENDS + length;
    let mean = 0, squares = 0;
    for (let slot = length - 1, count = 1; slot >= 0; slot--, count++) {
      const x = memory[ENDS + slot], step = x - mean;
      mean += step * shares[count];
      squares += step * (x - mean);
      memory[ENDS + slot] = mean;
      memory[squaresAt + slot] = squares;
    }
  }
}

const SLOT = 0, MEAN = 1, SQUARES = 2, WINDOW_MEAN = 3, ENDS = 4;
