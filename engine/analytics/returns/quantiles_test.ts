import assert from "node:assert/strict";
import fc from "fast-check";
import { quantiles } from "./quantiles.ts";

const anyShares = fc.array(
  fc.oneof(fc.constantFrom(0, 1, 0.05, 0.95), fc.double({ min: 0, max: 1, noNaN: true })),
  {
    maxLength: 6,
  },
).map((shares) => shares.toSorted((a, b) => a - b));
const anyNumbers = fc.oneof(
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }),
  fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 }),
  fc.tuple(fc.integer({ min: 700, max: 3_000 }), fc.nat()).map(([count, seed]) =>
    Array.from({ length: count }, (_, i) => Math.sin(i * i + seed))
  ),
);

Deno.test("quantiles are those of the sorted numbers, and leave the smaller ones before them", () => {
  fc.assert(fc.property(anyNumbers, anyShares, (numbers, shares) => {
    const sorted = numbers.toSorted((a, b) => a - b), parted = Float64Array.from(numbers);
    const found = quantiles(parted, shares);
    shares.forEach((share, i) => {
      const place = share * (sorted.length - 1), k = Math.floor(place);
      const expected = sorted[k] + (place - k) * ((sorted[k + 1] ?? sorted[k]) - sorted[k]);
      assert.ok(Math.abs(found[i] - expected) < 1e-12, `share ${share}: ${found[i]}, not ${expected}`);
      assert.ok(parted.subarray(0, k).every((value) => value <= sorted[k]));
    });
    assert.deepEqual([...parted].sort((a, b) => a - b), sorted);
  }));
});

Deno.test("without numbers there is no quantile", () => {
  assert.deepEqual(quantiles(new Float64Array(0), [0.5]), [NaN]);
});
