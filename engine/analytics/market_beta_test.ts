import assert from "node:assert/strict";
import { MarketBeta } from "./market_beta.ts";

const CLOSE = Float64Array.of(100, 103, 99, 101, 120, 90);

function betaOf(equity: Float64Array, close: Float64Array): number | undefined {
  const beta = new MarketBeta();
  beta.updateRun(equity, close, 0, close.length);
  return beta.beta;
}

Deno.test("beta is how often over equity moves with the market", () => {
  const near = (actual: number | undefined, expected: number) =>
    assert.ok(Math.abs(actual! - expected) < 1e-12, `${actual}`);
  near(betaOf(CLOSE.map((price) => price * 50), CLOSE), 1);
  near(betaOf(CLOSE.map((price) => price ** 2), CLOSE), 2);
  near(betaOf(CLOSE.map((price) => 1 / price), CLOSE), -1);
  near(betaOf(CLOSE.map(() => 7), CLOSE), 0);
});

Deno.test("beta is unknown where it can't be known", () => {
  assert.equal(betaOf(new Float64Array(0), new Float64Array(0)), undefined);
  assert.equal(betaOf(CLOSE, CLOSE.map(() => 5)), undefined, "the market stood still");
  assert.equal(betaOf(Float64Array.of(100, 50, 0, 0, 0, 0), CLOSE), undefined, "lost account");
  assert.equal(betaOf(CLOSE.subarray(0, 2), CLOSE.subarray(0, 2)), undefined, "one return");
});

Deno.test("beta resumes from a snapshot", () => {
  const equity = CLOSE.map((price, i) => price + i), first = new MarketBeta(), second = new MarketBeta();
  first.updateRun(equity, CLOSE, 0, 3);
  second.restore(JSON.parse(JSON.stringify(first.snapshot())));
  second.updateRun(equity, CLOSE, 3, CLOSE.length);
  assert.equal(second.beta, betaOf(equity, CLOSE));
});
