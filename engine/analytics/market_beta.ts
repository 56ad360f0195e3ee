import { type NumberText, packNumbers, unpackNumbers } from "../snapshot.ts";

const LAST_EQUITY = 0,
  LAST_CLOSE = 1,
  COUNT = 2,
  EQUITY_MEAN = 3,
  CLOSE_MEAN = 4,
  PRODUCT = 5,
  CLOSE_SQUARE = 6,
  NUMBERS = 7;

/**
 * How equity moves with the market: the covariance of the logarithmic returns of equity and of a price, bar by bar, over the
 * variance of the latter. One pass, by Welford's updates.
 */
export class MarketBeta {
  readonly #state = new Float64Array(NUMBERS);

  constructor() {
    this.#state[LAST_EQUITY] = this.#state[LAST_CLOSE] = NaN;
  }

  /** Takes the steps `from` up to, but not including, `to`: equity and the market's price at each. */
  updateRun(equity: Float64Array, close: Float64Array, from: number, to: number): void {
    const state = this.#state;
    for (let i = from; i < to; i++) {
      if (state[LAST_CLOSE] === state[LAST_CLOSE]) {
        const equityReturn = Math.log(equity[i] / state[LAST_EQUITY]);
        const closeReturn = Math.log(close[i] / state[LAST_CLOSE]);
        const count = ++state[COUNT];
        const closeOff = closeReturn - state[CLOSE_MEAN];
        state[CLOSE_MEAN] += closeOff / count;
        state[EQUITY_MEAN] += (equityReturn - state[EQUITY_MEAN]) / count;
        state[PRODUCT] += closeOff * (equityReturn - state[EQUITY_MEAN]);
        state[CLOSE_SQUARE] += closeOff * (closeReturn - state[CLOSE_MEAN]);
      }
      state[LAST_EQUITY] = equity[i];
      state[LAST_CLOSE] = close[i];
    }
  }

  /** Undefined with fewer than two returns, a price that never moved, or equity that fell to zero or below. */
  get beta(): number | undefined {
    const beta = this.#state[PRODUCT] / this.#state[CLOSE_SQUARE];
    return this.#state[COUNT] >= 2 && Number.isFinite(beta) ? beta : undefined;
  }

  snapshot(): NumberText[] {
    return packNumbers(this.#state);
  }

  restore(snapshot: readonly NumberText[]): void {
    this.#state.set(unpackNumbers(snapshot));
  }
}
