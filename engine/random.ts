/** A generator between two numbers: JSON holds it exactly. */
export interface RandomSnapshot {
  readonly state: readonly [number, number, number, number];
  /** The second of a pair of normal numbers, not yet handed out. */
  readonly spare: number | null;
}

/**
 * Seeded random numbers: the same seed gives the same numbers, on every machine and in every version. Never use `Math.random` where a result
 * depends on it.
 *
 * sfc32 of Chris Doty-Humphrey's PractRand (https://pracrand.sourceforge.net): 128 bits of state, of which 32 count, so that a
 * period is at least 2^32 and about 2^127 on average; it passes PractRand beyond 2^40 bytes. Seeded with splitmix32 and run empty for
 * 12 rounds, as its author does.
 */
export class Random {
  readonly #state = new Int32Array(4);
  #spare = NaN;

  /** `seed` is a whole number. @throws RangeError when it isn't. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new RangeError(`Cannot seed a generator: the seed must be a whole number: received ${seed}`);
    }
    let mix = seed | 0;
    const next = () => { // splitmix32
      mix = (mix + 0x9e3779b9) | 0;
      let t = mix ^ (mix >>> 16);
      t = Math.imul(t, 0x21f0aaad);
      t ^= t >>> 15;
      t = Math.imul(t, 0x735a2d97);
      return t ^ (t >>> 15);
    };
    const upperBits = Math.floor(seed / 4_294_967_296);
    this.#state.set([next(), next() ^ upperBits, next(), 1]);
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** 32 random bits, as a number from 0 up to, but not including, 2^32. */
  bits(): number {
    const state = this.#state;
    const b = state[1], c = state[2];
    const sum = (state[0] + b + state[3]) | 0;
    state[3]++;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** Even from 0 up to, but not including, 1, in steps of 2^−53. */
  uniform(): number {
    return ((this.bits() >>> 5) * 67_108_864 + (this.bits() >>> 6)) / 9_007_199_254_740_992;
  }

  /** Normal, mean 0, standard deviation 1: Marsaglia's polar method, https://doi.org/10.1137/1006063. */
  normal(): number {
    const spare = this.#spare;
    if (spare === spare) {
      this.#spare = NaN;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1, y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt(-2 * Math.log(square) / square);
      this.#spare = y * scale;
      return x * scale;
    }
  }

  /** A whole number from `low` to `high`, both included, each as likely: for spans of up to 2^32 numbers. */
  integer(low: number, high: number): number {
    const span = high - low + 1;
    if (!(Number.isSafeInteger(low) && Number.isSafeInteger(high) && span >= 1 && span <= 4_294_967_296)) {
      throw new RangeError(
        `Cannot draw a whole number from ${low} to ${high}: the span must be 1 to 2^32 whole numbers`,
      );
    }
    const limit = 4_294_967_296 - 4_294_967_296 % span; // what lies above would favour the lower numbers
    let bits = this.bits();
    while (bits >= limit) bits = this.bits();
    return low + bits % span;
  }

  snapshot(): RandomSnapshot {
    return {
      state: [this.#state[0], this.#state[1], this.#state[2], this.#state[3]],
      spare: Number.isNaN(this.#spare) ? null : this.#spare,
    };
  }

  restore({ state, spare }: RandomSnapshot): void {
    this.#state.set(state);
    this.#spare = spare ?? NaN;
  }
}
