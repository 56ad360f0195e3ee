import assert from "node:assert/strict";
import { EquityCurve } from "./equity_curve.ts";

function curve(points: number, steps: number, cut = steps) {
  const timeMs = Float64Array.from({ length: steps }, (_, step) => step);
  const equity = timeMs.map((step) => 100 + Math.sin(step / 50) * step);
  const thinned = new EquityCurve(points);
  for (let from = 0; from < steps; from += cut) {
    thinned.updateRun(timeMs, equity, from, Math.min(steps, from + cut), (step) => -step);
  }
  return { equity, columns: thinned.columns() };
}

Deno.test("an equity curve keeps every point while there are few, and at most twice as many as that later", () => {
  for (const steps of [1, 2, 99, 100]) {
    const { equity, columns } = curve(100, steps);
    assert.deepEqual(columns.equity, [...equity]);
  }
  for (const points of [4, 100, 1_000]) {
    for (const steps of [points + 1, points * 1.5, points * 2, points * 2 + 1, points * 77 + 3]) {
      const { columns: { timeMs } } = curve(points, steps);
      assert.ok(timeMs.length <= 2 * points, `${timeMs.length} points of ${points} for ${steps} steps`);
      assert.ok(timeMs.length >= points / 4, `${timeMs.length} points of ${points} for ${steps} steps`);
    }
  }
});

Deno.test("a thinned curve keeps the extremes, in time order, each with its benchmark, however it is cut", () => {
  const { equity, columns } = curve(100, 12_345);
  assert.equal(Math.max(...columns.equity), Math.max(...equity));
  assert.equal(Math.min(...columns.equity), Math.min(...equity));
  assert.deepEqual(columns.timeMs, columns.timeMs.toSorted((a, b) => a - b));
  assert.deepEqual(columns.benchmark, columns.timeMs.map((time) => -time));
  assert.deepEqual(columns.equity, columns.timeMs.map((time) => equity[time]));
  for (const cut of [1, 7, 4_096]) assert.deepEqual(curve(100, 12_345, cut).columns, columns, `cut ${cut}`);
});
