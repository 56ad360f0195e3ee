import assert from "node:assert/strict";
import fc from "fast-check";
import { relateToBenchmark } from "./benchmark_relation.ts";

const anyPair = fc.tuple(
  fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  fc.double({ min: -0.5, max: 0.5, noNaN: true }),
);

Deno.test("returns are compared with a benchmark's as the definitions say", () => {
  fc.assert(fc.property(fc.array(anyPair, { minLength: 3, maxLength: 100 }), (pairs) => {
    const own = pairs.map(([a]) => a), market = pairs.map(([, b]) => b), n = pairs.length;
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const covariance = (a: number[], b: number[]) =>
      mean(a.map((each, i) => (each - mean(a)) * (b[i] - mean(b))));
    fc.pre(covariance(own, own) > 1e-6 && covariance(market, market) > 1e-6);
    const active = own.map((each, i) => each - market[i]);
    const logs = (values: number[], side: number) =>
      values.filter((_, i) => market[i] * side > 0).reduce((sum, each) => sum + Math.log1p(each), 0);
    const found = relateToBenchmark(Float64Array.from(own), Float64Array.from(market));
    const near = (actual: number, expected: number, name: string) =>
      assert.ok(
        Math.abs(actual - expected) < 1e-9 * Math.max(1, Math.abs(expected)),
        `${name}: ${actual}, not ${expected}`,
      );
    near(found.beta, covariance(own, market) / covariance(market, market), "beta");
    near(
      found.correlation,
      covariance(own, market) / Math.sqrt(covariance(own, own) * covariance(market, market)),
      "ρ",
    );
    near(found.activeMean, mean(active), "active mean");
    near(found.activeDeviation, Math.sqrt(covariance(active, active) * n / (n - 1)), "active deviation");
    near(found.deviation, Math.sqrt(covariance(market, market) * n / (n - 1)), "deviation");
    near(found.ahead, active.filter((each) => each > 0).length, "ahead");
    for (const [periods, side] of [[found.up, 1], [found.down, -1]] as const) {
      near(periods.count, market.filter((each) => each * side > 0).length, "count");
      near(periods.logGrowth, logs(own, side), "growth");
      near(periods.benchmarkLogGrowth, logs(market, side), "benchmark's growth");
    }
  }));
});

Deno.test("a market that lost more than all has no growth", () => {
  const { down, beta } = relateToBenchmark(Float64Array.of(0.1, 0.2, 0), Float64Array.of(0.1, -1.2, 0.1));
  assert.ok(Number.isNaN(down.benchmarkLogGrowth));
  assert.ok(Number.isFinite(beta));
});
