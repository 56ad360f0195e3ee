import assert from "node:assert/strict";
import fc from "fast-check";
import { describeReturns, isZeroDeviation, sampleKurtosis, sampleSkew } from "./period_returns.ts";

const anyReturns = fc.array(
  fc.oneof(fc.double({ min: -0.9, max: 0.9, noNaN: true }), fc.constantFrom(0, 0.01, -0.01)),
  {
    minLength: 2,
    maxLength: 100,
  },
);

Deno.test("returns are described by their moments", () => {
  const { count, mean, deviation, downsideDeviation, geometricMean } = describeReturns(
    Float64Array.of(0.1, -0.2, 0.4),
  );
  assert.equal(count, 3);
  assert.ok(Math.abs(mean - 0.1) < 1e-15);
  assert.ok(Math.abs(deviation - 0.3) < 1e-15);
  assert.ok(Math.abs(downsideDeviation - 0.2 / Math.sqrt(3)) < 1e-15);
  assert.ok(Math.abs(geometricMean - ((1.1 * 0.8 * 1.4) ** (1 / 3) - 1)) < 1e-15);
});

Deno.test("every description is what its definition says", () => {
  fc.assert(fc.property(anyReturns, fc.constantFrom(0, 0.003, -0.02), (returns, threshold) => {
    const n = returns.length, mean = sum(returns) / n;
    const moment = (power: number) => sum(returns.map((each) => (each - mean) ** power)) / n;
    fc.pre(moment(2) > 1e-6);
    const below = returns.map((each) => Math.min(0, each - threshold));
    const described = describeReturns(Float64Array.from(returns), threshold);
    const expected: Partial<typeof described> = {
      count: n,
      mean,
      deviation: Math.sqrt(moment(2) * n / (n - 1)),
      skew: moment(3) / moment(2) ** 1.5,
      kurtosis: moment(4) / moment(2) ** 2 - 3,
      downsideDeviation: Math.sqrt(sum(below.map((each) => each ** 2)) / n),
      downsideThird: Math.cbrt(sum(below.map((each) => -(each ** 3))) / n),
      logGrowth: sum(returns.map(Math.log1p)),
      autocorrelation: sum(returns.slice(1).map((each, i) => (each - mean) * (returns[i] - mean))) /
        moment(2) / n,
      gains: sum(returns.map((each) => Math.max(0, each - threshold))),
      losses: sum(below),
      ups: returns.filter((each) => each > 0).length,
      downs: returns.filter((each) => each < 0).length,
      upSum: sum(returns.filter((each) => each > 0)),
      downSum: sum(returns.filter((each) => each < 0)),
      upsInRowMax: longest(returns, (each) => each > 0),
      downsInRowMax: longest(returns, (each) => each < 0),
      best: Math.max(...returns),
      worst: Math.min(...returns),
    };
    for (const [name, value] of Object.entries(expected)) {
      const actual = described[name as keyof typeof described];
      assert.ok(
        Math.abs(actual - value!) <= 1e-8 * Math.max(1, Math.abs(value!)),
        `${name}: ${actual}, not ${value}`,
      );
    }
  }));
});

Deno.test("a return that loses all leaves nothing, one that loses more has no growth", () => {
  assert.equal(describeReturns(Float64Array.of(0.1, -1, 0.1)).logGrowth, -Infinity);
  assert.ok(Number.isNaN(describeReturns(Float64Array.of(0.1, -1.5, -1.5)).logGrowth));
  assert.ok(Number.isNaN(describeReturns(new Float64Array(0)).mean));
});

// The expected ones are pandas 3.0's Series.skew and Series.kurtosis.
Deno.test("estimates for a population need three and four returns", () => {
  const described = describeReturns(Float64Array.of(1, 0.5, 1 / 3, 0.25));
  assert.ok(Math.abs(sampleSkew(described) - 1.469334548210623) < 1e-12);
  assert.ok(Math.abs(sampleKurtosis(described) - 2.030769230769237) < 1e-12);
  assert.ok(Number.isNaN(sampleSkew(describeReturns(Float64Array.of(1, 2)))));
  assert.ok(Number.isNaN(sampleKurtosis(describeReturns(Float64Array.of(1, 2, 4)))));
});

Deno.test("a series that grows by the same each period has no variance but rounding", () => {
  const returns = new Float64Array(500);
  let previous = 100;
  for (let i = 0; i < 500; i++) {
    const next = previous * 1.001;
    returns[i] = next / previous - 1;
    previous = next;
  }
  const { deviation, mean } = describeReturns(returns);
  assert.ok(isZeroDeviation(deviation, mean));
  assert.ok(!isZeroDeviation(1e-9, 0));
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function longest(values: readonly number[], is: (value: number) => boolean): number {
  let run = 0, most = 0;
  for (const value of values) most = Math.max(most, run = is(value) ? run + 1 : 0);
  return most;
}
