import assert from "node:assert/strict";
import { normalCdf, normalDensity, normalQuantile } from "./normal_distribution.ts";

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-12 * Math.abs(expected), `${actual}, not ${expected}`);
}

// The expected ones are scipy 1.17's norm.cdf and norm.ppf.
Deno.test("the normal distribution and its inverse, in the middle and far out", () => {
  for (
    const [z, chance] of [
      [0, 0.5],
      [1, 0.8413447460685429],
      [-1.5, 0.06680720126885807],
      [2.9999, 0.998649658717045],
      [-3.0001, 0.0013494549132607172],
      [-5, 2.866515718791933e-07],
      [-10, 7.61985302416047e-24],
    ]
  ) {
    near(normalCdf(z), chance);
    assert.ok(Math.abs(normalQuantile(normalCdf(z)) - z) < 1e-11 * Math.max(1, Math.abs(z)), `${z}`);
  }
  near(normalQuantile(0.95), 1.6448536269514722);
  near(normalQuantile(0.01), -2.3263478740408408);
  near(normalDensity(0), 0.3989422804014327);
  assert.deepEqual([0, 1].map(normalQuantile), [-Infinity, Infinity]);
  assert.ok([-0.1, 1.1, NaN].every((chance) => Number.isNaN(normalQuantile(chance))));
});
