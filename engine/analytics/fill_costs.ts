import { type NumberText, packNumbers, unpackNumbers } from "../snapshot.ts";
import { addCompensated, compensatedSum } from "./compensated_sum.ts";

const FILLS = 0, FEES = 1, SLIPPAGE = 3, NUMBERS = 5;

/** What trading cost: fees and slippage of every fill, those of positions still open included. */
export class FillCosts {
  readonly #state = new Float64Array(NUMBERS);

  update(fill: { readonly fee: number; readonly slippage: number }): void {
    this.#state[FILLS]++;
    addCompensated(this.#state, FEES, fill.fee);
    addCompensated(this.#state, SLIPPAGE, fill.slippage);
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

  snapshot(): NumberText[] {
    return packNumbers(this.#state);
  }

  restore(snapshot: readonly NumberText[]): void {
    this.#state.set(unpackNumbers(snapshot));
  }
}
