/**
 * Sums that don't lose the small terms: Neumaier's variant of Kahan summation (A. Neumaier, "Rundungsfehleranalyse einiger
 * Verfahren zur Summation endlicher Summen", ZAMM 54, 1974). A sum takes two numbers of a state array: the sum itself at
 * `slot`, what rounding took from it at `slot + 1`.
 */
export function addCompensated(state: Float64Array, slot: number, term: number): void {
  const sum = state[slot];
  const next = sum + term;
  state[slot + 1] += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
  state[slot] = next;
}

/** The sum that {@link addCompensated} keeps at `slot`. */
export function compensatedSum(state: Float64Array, slot: number): number {
  return state[slot] + state[slot + 1];
}
