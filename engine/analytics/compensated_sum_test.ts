import assert from "node:assert/strict";
import { addCompensated, compensatedSum } from "./compensated_sum.ts";

Deno.test("a compensated sum keeps what plain addition loses", () => {
  const cases: [number[], number][] = [
    [[], 0],
    [[1, 1e100, 1, -1e100], 2],
    [[1e16, 1, 1, -1e16], 2],
    [new Array(1_000_000).fill(0.1), 100_000],
    [[0.1, 0.2, -0.3], 2 ** -55], // 0.1 + 0.2 − 0.3 of the float64s, exactly
  ];
  for (const [terms, expected] of cases) {
    const state = new Float64Array(4);
    for (const term of terms) addCompensated(state, 1, term);
    assert.ok(
      Math.abs(compensatedSum(state, 1) - expected) < 1e-9 * Math.max(expected, 1e-9),
      `${terms.slice(0, 4)}`,
    );
    assert.equal(state[0] + state[3], 0, "neighbours are left alone");
  }
});
