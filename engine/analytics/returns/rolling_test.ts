import assert from "node:assert/strict";
import { rolling } from "./rolling.ts";

Deno.test("a rolling figure is that of the numbers in its window", () => {
  const numbers = Float64Array.of(1, 2, 4, 8, 16);
  const sum = (window: Float64Array) => window.reduce((total, each) => total + each, 0);
  assert.deepEqual([...rolling(numbers, 3, sum)], [NaN, NaN, 7, 14, 28]);
  assert.deepEqual([...rolling(numbers, 3, sum, 1)], [1, 3, 7, 14, 28]);
  assert.deepEqual([...rolling(numbers, 9, sum)], new Array(5).fill(NaN));
  assert.deepEqual([...rolling(numbers, 2, (_, from) => from, 1)], [0, 0, 1, 2, 3]);
});
