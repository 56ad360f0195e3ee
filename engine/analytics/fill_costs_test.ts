import assert from "node:assert/strict";
import { FillCosts } from "./fill_costs.ts";

Deno.test("costs add up, a million small ones to the last cent", () => {
  const costs = new FillCosts();
  for (let i = 0; i < 1_000_000; i++) costs.update({ fee: 0.1, slippage: -0.01 });
  assert.equal(costs.fills, 1_000_000);
  assert.ok(Math.abs(costs.feesPaid - 100_000) < 1e-8);
  assert.ok(Math.abs(costs.slippagePaid + 10_000) < 1e-9);
  const resumed = new FillCosts();
  resumed.restore(JSON.parse(JSON.stringify(costs.snapshot())));
  assert.equal(resumed.feesPaid, costs.feesPaid);
});

Deno.test("what was traded is bought and sold together, and unknown where a fill doesn't say", () => {
  const costs = new FillCosts();
  costs.update({ fee: 1, slippage: 0, notional: 100 });
  costs.update({ fee: 1, slippage: 0, notional: -50 });
  assert.equal(costs.tradedNotional, 150);
  costs.update({ fee: 1, slippage: 0 });
  assert.equal(costs.tradedNotional, undefined);
});
