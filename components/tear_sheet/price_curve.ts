import type { Bars } from "../../engine/bars.ts";

/** Prices of one instrument as a picture draws them: of each stretch of bars the lowest, the highest and the last. */
export interface PriceCurve {
  readonly symbol: string;
  /** Close of each stretch. */
  readonly timeMs: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly close: readonly number[];
}

/** Stretches of a picture: about as many as it has pixels. */
const STRETCHES_MOST = 1_200;

/** Takes an instrument's bars as they come and keeps what a picture of them needs, however many there are. */
export class PriceCurveKeeper {
  readonly #symbol: string;
  #timeMs: number[] = [];
  #low: number[] = [];
  #high: number[] = [];
  #close: number[] = [];
  /** Bars in a stretch, and in the one that is under way. */
  #barsEach = 1;
  #bars = 0;

  constructor(symbol: string) {
    this.#symbol = symbol;
  }

  take({ closeTimeMs, low, high, close, length }: Bars): void {
    for (let k = 0; k < length; k++) {
      if (this.#bars === 0) this.#begin();
      const at = this.#close.length - 1;
      if (low[k] < this.#low[at]) this.#low[at] = low[k];
      if (high[k] > this.#high[at]) this.#high[at] = high[k];
      this.#close[at] = close[k];
      this.#timeMs[at] = closeTimeMs[k];
      this.#bars = (this.#bars + 1) % this.#barsEach;
    }
  }

  get curve(): PriceCurve {
    return {
      symbol: this.#symbol,
      timeMs: this.#timeMs,
      low: this.#low,
      high: this.#high,
      close: this.#close,
    };
  }

  #begin(): void {
    if (this.#close.length === STRETCHES_MOST) this.#halve();
    this.#timeMs.push(NaN);
    this.#low.push(Infinity);
    this.#high.push(-Infinity);
    this.#close.push(NaN);
  }

  /** Makes one stretch of every two. */
  #halve(): void {
    const pairs = (values: number[], join: (a: number, b: number) => number) =>
      Array.from({ length: STRETCHES_MOST / 2 }, (_, k) => join(values[2 * k], values[2 * k + 1]));
    const last = (_: number, b: number) => b;
    this.#timeMs = pairs(this.#timeMs, last);
    this.#low = pairs(this.#low, Math.min);
    this.#high = pairs(this.#high, Math.max);
    this.#close = pairs(this.#close, last);
    this.#barsEach *= 2;
  }
}
