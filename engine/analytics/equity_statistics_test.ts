import assert from "node:assert/strict";
import { LockstepError } from "../error.ts";
import { DAY_MS } from "./daily_equity.ts";
import { EquityStatistics } from "./equity_statistics.ts";

Deno.test("equity statistics know the ends, the steps and the exposure", () => {
  const statistics = new EquityStatistics(100);
  assert.equal(statistics.lastEquity, 100);
  statistics.update(DAY_MS, 100, false);
  statistics.update(2 * DAY_MS, 120, true);
  statistics.update(3 * DAY_MS, 90, true);
  assert.deepEqual(
    [
      statistics.steps,
      statistics.exposedSteps,
      statistics.firstTimeMs,
      statistics.lastTimeMs,
      statistics.lastEquity,
    ],
    [3, 2, DAY_MS, 3 * DAY_MS, 90],
  );
  assert.equal(statistics.drawdowns.maxDepthPct, -25);
});

Deno.test("exposure is a column, all or nothing", () => {
  const timeMs = Float64Array.of(1, 2, 3, 4), equity = new Float64Array(4).fill(100);
  for (
    const [exposed, expected] of [[Uint8Array.of(1, 1, 0, 1), 2], [true, 3], [false, 0], [null, 0]] as const
  ) {
    const statistics = new EquityStatistics(100);
    statistics.updateRun(timeMs, equity, exposed, 1, 4);
    assert.equal(statistics.exposedSteps, expected);
  }
});

Deno.test("an empty stretch changes nothing", () => {
  const statistics = new EquityStatistics(100), before = statistics.snapshot();
  statistics.updateRun(new Float64Array(0), new Float64Array(0), null, 0, 0);
  assert.deepEqual(statistics.snapshot(), before);
});

Deno.test("steps one by one, in stretches and across a snapshot give the same state", () => {
  const count = 500;
  const timeMs = Float64Array.from({ length: count }, (_, i) => (i + 1) * 7_200_000);
  const equity = Float64Array.from({ length: count }, (_, i) => 100 + 10 * Math.sin(i / 9) + i / 50);
  const exposed = Uint8Array.from({ length: count }, (_, i) => i % 3 === 0 ? 1 : 0);
  const whole = new EquityStatistics(100), single = new EquityStatistics(100);
  whole.updateRun(timeMs, equity, exposed, 0, count);
  for (let i = 0; i < count; i++) single.update(timeMs[i], equity[i], exposed[i] === 1);
  assert.deepEqual(single.snapshot(), whole.snapshot());

  const first = new EquityStatistics(100), second = new EquityStatistics(100);
  first.updateRun(timeMs, equity, exposed, 0, 123);
  second.restore(JSON.parse(JSON.stringify(first.snapshot())));
  second.updateRun(timeMs, equity, exposed, 123, count);
  assert.deepEqual(second.snapshot(), whole.snapshot());
});

Deno.test("equity must start above zero", () => {
  for (const initial of [0, -1, NaN, Infinity]) {
    assert.throws(() => new EquityStatistics(initial), LockstepError);
  }
});
