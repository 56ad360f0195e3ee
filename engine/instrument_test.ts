import assert from "node:assert/strict";
import { roundDownToLot, roundToTick } from "./instrument.ts";

Deno.test("a price of a tick's digits is its own tick", () => {
  for (
    const [step, digits] of [[0.1, 1], [0.01, 2], [0.001, 3], [0.0001, 4], [1e-5, 5], [1e-8, 8]] as const
  ) {
    for (let k = 1; k < 2_000; k++) {
      const price = Number((1 + k * step).toFixed(digits));
      assert.equal(roundToTick(price, step), price);
      assert.equal(roundDownToLot(price, step), price);
    }
  }
  assert.equal(roundToTick(100.13, 0.25), 100.25);
  assert.equal(roundDownToLot(0.3, 0.1), 0.3);
  assert.equal(roundDownToLot(29.99, 10), 20);
  assert.equal(roundToTick(1.234567, 0), 1.234567);
  assert.equal(roundDownToLot(1e-17, 0), 1e-17);
  assert.equal(roundDownToLot(1e-165, 0), 0);
});
