import assert from "node:assert/strict";
import { HandClock } from "./driven/hand_clock.ts";
import { RequestBudget } from "./request_budget.ts";

Deno.test("so much may be spent within a sliding span", () => {
  const clock = new HandClock(0), budget = new RequestBudget(clock, 5, 1_000);
  assert.deepEqual([budget.spend(3), budget.used, budget.waitMs], [true, 3, 1_000]);
  clock.pass(400);
  assert.deepEqual([budget.spend(3), budget.spend(2), budget.used], [false, true, 5]);
  clock.pass(599);
  assert.deepEqual([budget.spend(), budget.waitMs], [false, 1]);
  clock.pass(1);
  assert.deepEqual([budget.spend(3), budget.used, budget.waitMs], [true, 5, 400]);
  clock.pass(5_000);
  assert.deepEqual([budget.used, budget.waitMs], [0, 0]);
});
