/**
 * A hash of numbers in order, taken a stretch at a time: the same numbers give the same fingerprint however they are cut. Four 32-bit
 * lanes, over the low and the high words of even and of odd numbers, so that a processor works on all four at once (FNV-1a steps with
 * murmur3's finish). It tells runs apart and isn't meant to withstand an enemy.
 */
export class Fingerprint {
  #evenLow = 0x811c9dc5;
  #evenHigh = 0xcbf29ce4;
  #oddLow = 0x050c5d1f;
  #oddHigh = 0x1000193;
  #count = 0;

  /** Takes numbers[from…to−1]. */
  update(numbers: Float64Array, from = 0, to: number = numbers.length): void {
    let at = from;
    if (at < to && this.#count % 2 === 1) this.#takeOdd(numbers, at++);
    const pairs = (to - at) >> 1;
    if (pairs > 0) {
      const words = new Uint32Array(numbers.buffer, numbers.byteOffset + at * 8, pairs * 4);
      let a = this.#evenLow, b = this.#evenHigh, c = this.#oddLow, d = this.#oddHigh;
      for (let k = 0; k < words.length; k += 4) {
        a = step(a, words[k]);
        b = step(b, words[k + 1]);
        c = step(c, words[k + 2]);
        d = step(d, words[k + 3]);
      }
      this.#evenLow = a;
      this.#evenHigh = b;
      this.#oddLow = c;
      this.#oddHigh = d;
      this.#count += 2 * pairs;
      at += 2 * pairs;
    }
    if (at < to) this.#takeEven(numbers, at);
  }

  #takeEven(numbers: Float64Array, at: number): void {
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset + at * 8, 2);
    this.#evenLow = step(this.#evenLow, words[0]);
    this.#evenHigh = step(this.#evenHigh, words[1]);
    this.#count++;
  }

  #takeOdd(numbers: Float64Array, at: number): void {
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset + at * 8, 2);
    this.#oddLow = step(this.#oddLow, words[0]);
    this.#oddHigh = step(this.#oddHigh, words[1]);
    this.#count++;
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    const low = finish(step(finish(this.#evenLow ^ this.#count), this.#oddLow));
    const high = finish(step(finish(this.#evenHigh ^ Math.imul(this.#count, 0x9e3779b1)), this.#oddHigh));
    return hex(low) + hex(high);
  }
}

function step(hash: number, word: number): number {
  return Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 15);
}

/** One fingerprint of several. */
export function joinFingerprints(parts: readonly string[]): string {
  const words = parts.flatMap((part) => [parseInt(part.slice(0, 8), 16), parseInt(part.slice(8), 16)]);
  const joined = new Fingerprint();
  joined.update(new Float64Array(Uint32Array.from(words).buffer));
  return joined.toString();
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
