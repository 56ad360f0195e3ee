import assert from "node:assert/strict";
import { BuyAndHold } from "./buy_and_hold.ts";

Deno.test("buy and hold puts the same money into each instrument", () => {
  const hold = new BuyAndHold(2);
  assert.equal(hold.returnPct, undefined);
  hold.updateRun(0, Float64Array.of(1, 10, 11), 1, 3);
  assert.equal(hold.returnPct, 100 * (11 / 10 - 1) / 2, "the other half lies in cash");
  hold.updateRun(1, Float64Array.of(4), 0, 1);
  hold.updateRun(1, Float64Array.of(2), 0, 1);
  hold.updateRun(1, Float64Array.of(), 0, 0);
  assert.equal(hold.returnPct, 100 * (11 / 10 - 1 + 2 / 4 - 1) / 2);
  const resumed = new BuyAndHold(2);
  resumed.restore(JSON.parse(JSON.stringify(hold.snapshot())));
  assert.equal(resumed.returnPct, hold.returnPct);
});
