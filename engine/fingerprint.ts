/**
 * A hash of numbers in order, taken a stretch at a time: the same numbers give the same fingerprint however they are cut. Two 32-bit
 * lanes, one over the low and one over the high words of each float64 (FNV-1a steps with murmur3's finish); it tells runs apart and isn't
 * meant to withstand an enemy.
 */
export class Fingerprint {
  #low = 0x811c9dc5;
  #high = 0xcbf29ce4;
  #count = 0;

  /** Takes numbers[from…to−1]. */
  update(numbers: Float64Array, from = 0, to = numbers.length): void {
    if (to === from) return;
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset + from * 8, (to - from) * 2);
    let low = this.#low, high = this.#high;
    for (let k = 0; k < words.length; k += 2) {
      low = Math.imul(low ^ words[k], 0x01000193) ^ (low >>> 15);
      high = Math.imul(high ^ words[k + 1], 0x01000193) ^ (high >>> 15);
    }
    this.#low = low;
    this.#high = high;
    this.#count += to - from;
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return hex(finish(this.#low ^ this.#count)) +
      hex(finish(this.#high ^ Math.imul(this.#count, 0x9e3779b1)));
  }
}

/** One fingerprint of several. */
export function joinFingerprints(parts: readonly string[]): string {
  const joined = new Fingerprint();
  joined.update(Float64Array.from(parts.join("|"), (letter) => letter.charCodeAt(0)));
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
