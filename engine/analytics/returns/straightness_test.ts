import assert from "node:assert/strict";
import fc from "fast-check";
import { logStraightness, straightness } from "./straightness.ts";

/** R² by its definition: the square of the correlation with the places. */
function slow(values: readonly number[]): number {
  const n = values.length, mean = values.reduce((a, b) => a + b) / n, middle = (n - 1) / 2;
  let product = 0, squares = 0, places = 0;
  values.forEach((value, i) => {
    product += (value - mean) * (i - middle);
    squares += (value - mean) ** 2;
    places += (i - middle) ** 2;
  });
  return product ** 2 / squares / places;
}

Deno.test("straightness is the R² of a line through the values", () => {
  const anyValues = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 60 })
    .filter((values) => Math.max(...values) - Math.min(...values) > 1e-3);
  fc.assert(fc.property(anyValues, (values) => {
    assert.ok(Math.abs(straightness(Float64Array.from(values)) - slow(values)) < 1e-9);
  }));
  assert.ok(Math.abs(straightness(Float64Array.of(3, 5, 7, 9)) - 1) < 1e-15);
  assert.ok(Number.isNaN(straightness(Float64Array.of(3, 3, 3))));
  assert.ok(Number.isNaN(straightness(Float64Array.of(3))));
});

Deno.test("that of the logarithm is of what the returns compound to", () => {
  const returns = [0.1, -0.04, 0.02, 0.5, -0.3];
  let value = 1;
  const logs = returns.map((each) => Math.log(value *= 1 + each));
  assert.ok(Math.abs(logStraightness(Float64Array.from(returns)) - slow(logs)) < 1e-12);
  assert.ok(Math.abs(logStraightness(new Float64Array(50).fill(0.01)) - 1) < 1e-12);
});
