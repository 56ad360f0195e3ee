import assert from "node:assert/strict";
import fc from "fast-check";
import { annualGrowth, logGrowth, logOfReturn } from "./growth.ts";

Deno.test("growth is the sum of the logarithms, however many there are", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -0.99, max: 5, noNaN: true }), { maxLength: 200 }), (returns) => {
      const expected = returns.reduce((sum, each) => sum + Math.log1p(each), 0);
      assert.ok(Math.abs(logGrowth(Float64Array.from(returns)) - expected) < 1e-9);
    }),
  );
  assert.ok(Math.abs(logGrowth(new Float64Array(100_000).fill(1)) - 100_000 * Math.LN2) < 1e-6, "2^100000");
});

Deno.test("the logarithm of a return agrees with the library's", () => {
  fc.assert(fc.property(fc.double({ min: -0.999, max: 3, noNaN: true }), (value) => {
    const expected = Math.log1p(value);
    assert.ok(Math.abs(logOfReturn(value) - expected) <= 1e-13 * Math.abs(expected) + 1e-300);
  }));
});

Deno.test("growth a year", () => {
  assert.ok(Math.abs(annualGrowth(Math.log(1.21), 504, 252) - 0.1) < 1e-14);
  assert.equal(annualGrowth(-Infinity, 10, 252), -1);
});
