import assert from "node:assert/strict";
import { drawdowns } from "./drawdowns.ts";

Deno.test("drawdown is below the highest so far, that before the first value included", () => {
  const equity = Float64Array.of(100, 90, 120, 60);
  assert.deepEqual([...drawdowns(equity, -Infinity)], [0, (90 / 100 - 1) * 100, 0, -50]);
  assert.deepEqual([...drawdowns(equity, 240)], [100, 90, 120, 60].map((value) => (value / 240 - 1) * 100));
});
