import type { Timeframe } from "../engine/timeframe.ts";

/** How much less may have been told than the exchange states, as a share: sums of floats. */
const TOLERANCE = 1e-9;

/**
 * What of one instrument's volume was told, bucket by bucket, held against what the exchange states of it: a message that was lost, with no later
 * one to show it by its number, is missed here.
 */
export class VolumeCheck {
  readonly #timeframe: Timeframe;
  /** Buckets from here on were listened to from their begin; NaN while that isn't known. */
  #wholeFromMs: number;
  /** The bucket under way, and the one before it. */
  #startMs = NaN;
  #endMs = NaN;
  #volume = 0;
  #beforeStartMs = NaN;
  #beforeVolume = 0;
  /** What was missed of and asked for already: once is enough. */
  #askedOpenMs = NaN;
  #askedVolume = NaN;

  /** `knownUntilMs`: everything before it is known; NaN where nothing is. */
  constructor(timeframe: Timeframe, knownUntilMs: number) {
    this.#timeframe = timeframe;
    this.#wholeFromMs = knownUntilMs;
  }

  /** What is before this time came otherwise than as trades, or not at all. */
  begin(timeMs: number): void {
    this.#wholeFromMs = timeMs;
  }

  /** A trade was told. */
  trade(timeMs: number, quantity: number): void {
    if (timeMs >= this.#startMs && timeMs < this.#endMs) this.#volume += quantity;
    else if (timeMs < this.#startMs) {
      if (timeMs >= this.#beforeStartMs) this.#beforeVolume += quantity;
    } else {
      const startMs = this.#timeframe.startMs(timeMs), isNext = startMs === this.#endMs;
      this.#beforeStartMs = isNext ? this.#startMs : NaN;
      this.#beforeVolume = isNext ? this.#volume : 0;
      this.#startMs = startMs;
      this.#endMs = this.#timeframe.endMs(timeMs);
      this.#volume = quantity;
    }
  }

  /** Whether less was told of a bucket than the exchange states; never of one that wasn't listened to from its begin. */
  lacks(openTimeMs: number, volume: number): boolean {
    if (!(openTimeMs >= this.#wholeFromMs) || !(volume > 0 && volume < Infinity)) return false;
    if (openTimeMs === this.#askedOpenMs && volume <= this.#askedVolume) return false;
    return this.#toldOf(openTimeMs) < volume * (1 - TOLERANCE);
  }

  /** It has been asked for what is lacking of this. */
  asked(openTimeMs: number, volume: number): void {
    this.#askedOpenMs = openTimeMs;
    this.#askedVolume = volume;
  }

  /** Infinity where it is too long ago to be known. */
  #toldOf(openTimeMs: number): number {
    if (openTimeMs === this.#startMs) return this.#volume;
    if (openTimeMs === this.#beforeStartMs) return this.#beforeVolume;
    // Later than all that was traded: nothing of it was told. Between the two: nothing either.
    return openTimeMs < this.#startMs && !(openTimeMs > this.#beforeStartMs) ? Infinity : 0;
  }
}
