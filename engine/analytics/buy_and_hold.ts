import { type NumberText, packNumbers, unpackNumbers } from "../snapshot.ts";

/**
 * Buying every instrument for the same money at its first price and holding it. Which bar is first is the caller's choice: the
 * first of the run, or the first on which the strategy could decide (as backtesting.py counts). Costs are left out.
 */
export class BuyAndHold {
  /** First and last price of each instrument; NaN before the first. */
  readonly #state: Float64Array;

  constructor(instrumentCount: number) {
    this.#state = new Float64Array(2 * instrumentCount).fill(NaN);
  }

  /** Takes the closes `from` up to, but not including, `to` of one instrument. */
  updateRun(instrumentIndex: number, close: Float64Array, from: number, to: number): void {
    if (from >= to) return;
    const first = 2 * instrumentIndex;
    if (this.#state[first] !== this.#state[first]) this.#state[first] = close[from];
    this.#state[first + 1] = close[to - 1];
  }

  /** Return so far; undefined where no instrument had a bar. Money for an instrument without a bar yet lies in cash. */
  get returnPct(): number | undefined {
    let growth = 0, known = 0;
    for (let first = 0; first < this.#state.length; first += 2) {
      const price = this.#state[first];
      if (price !== price) continue;
      growth += this.#state[first + 1] / price - 1;
      known++;
    }
    return known === 0 ? undefined : 100 * growth / (this.#state.length / 2);
  }

  snapshot(): NumberText[] {
    return packNumbers(this.#state);
  }

  restore(snapshot: readonly NumberText[]): void {
    this.#state.set(unpackNumbers(snapshot));
  }
}
