import assert from "node:assert/strict";
import { relativeEntropy } from "./entropy.ts";

Deno.test("entropy is 1 where all bins are as full, 0 where one holds all but the ends, unknown where nothing varies", () => {
  const of = (numbers: number[]) =>
    relativeEntropy(Float64Array.from(numbers), Math.min(...numbers), Math.max(...numbers));
  assert.ok(Math.abs(of([0, 1, 2]) - 1) < 1e-12);
  assert.ok(of([0, ...new Array(97).fill(0.1), 1]) < 0.06);
  assert.ok(Math.abs(of(Array.from({ length: 1_000 }, (_, i) => i)) - 1) < 1e-12);
  assert.ok(Number.isNaN(of([3, 3])));
});
