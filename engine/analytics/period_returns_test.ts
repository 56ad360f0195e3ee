import assert from "node:assert/strict";
import { describeReturns, isZeroDeviation } from "./period_returns.ts";

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
