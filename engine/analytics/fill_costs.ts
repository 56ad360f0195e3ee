import { type NumberText, packNumbers, unpackNumbers } from "../snapshot.ts";
import { addCompensated, compensatedSum } from "./compensated_sum.ts";

const FILLS = 0, FEES = 1, SLIPPAGE = 3, NOTIONAL = 5, WITHOUT_NOTIONAL = 7, NUMBERS = 8;

/** What trading cost, and how much was traded: sums over every fill, those of positions still open included. */
export class FillCosts {
  readonly #state = new Float64Array(NUMBERS);

  /** Takes a fill; `notional` is price × quantity × multiplier, bought or sold. */
  update(fill: { readonly fee: number; readonly slippage: number; readonly notional?: number }): void {
    this.#state[FILLS]++;
    addCompensated(this.#state, FEES, fill.fee);
    addCompensated(this.#state, SLIPPAGE, fill.slippage);
    if (fill.notional === undefined) this.#state[WITHOUT_NOTIONAL]++;
    else addCompensated(this.#state, NOTIONAL, Math.abs(fill.notional));
  }

  get fills(): number {
    return this.#state[FILLS];
  }

  get feesPaid(): number {
    return compensatedSum(this.#state, FEES);
  }

  get slippagePaid(): number {
    return compensatedSum(this.#state, SLIPPAGE);
  }

  /** Money that changed hands, purchases and sales added up; undefined where a fill didn't say. */
  get tradedNotional(): number | undefined {
    return this.#state[WITHOUT_NOTIONAL] > 0 ? undefined : compensatedSum(this.#state, NOTIONAL);
  }

  snapshot(): NumberText[] {
    return packNumbers(this.#state);
  }

  restore(snapshot: readonly NumberText[]): void {
    this.#state.set(unpackNumbers(snapshot));
  }
}
