import assert from "node:assert/strict";
import { DAY_MS } from "./daily_equity.ts";
import { type Drawdown, Drawdowns } from "./drawdowns.ts";

function of(...equity: number[]): Drawdowns {
  const drawdowns = new Drawdowns(100);
  drawdowns.updateRun(days(equity.length), Float64Array.from(equity), 0, equity.length);
  return drawdowns;
}

function days(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => i * DAY_MS);
}

/** "peak-trough-recovery depth", in days and percent. */
function words({ peakTimeMs, troughTimeMs, recoveredTimeMs, depthPct, lengthDays }: Drawdown): string {
  const recovered = recoveredTimeMs === undefined ? "" : recoveredTimeMs / DAY_MS;
  return `${peakTimeMs / DAY_MS}-${troughTimeMs / DAY_MS}-${recovered} ${
    Math.round(depthPct)
  } ${lengthDays}d`;
}

Deno.test("drawdowns run from the last peak to its recovery, deepest first", () => {
  const cases: [number[], string[], string][] = [
    [[], [], "none"],
    [[100], [], "one step"],
    [[100, 100, 100], [], "flat"],
    [[100, 110, 120], [], "rising"],
    [[100, 90], ["0-1- -10 1d"], "lasting"],
    [[90, 80, 95], ["0-1- -20 2d"], "below the start from the first step"],
    [[100, 100, 90, 100], ["1-2-3 -10 2d"], "starts at the last time at the peak, ends where it is reached"],
    [[100, 90, 80, 85, 80, 101], ["0-2-5 -20 5d"], "the first of two troughs"],
    [[100, 90, 100, 80, 100], ["2-3-4 -20 2d", "0-1-2 -10 2d"], "deepest first"],
    [[100, 90, 100, 90, 100], ["0-1-2 -10 2d", "2-3-4 -10 2d"], "of equals the earlier"],
    [[100, 0, -50], ["0-2- -150 2d"], "below zero"],
    [[100, 99, 100, 98, 100, 97, 100, 96, 100, 95, 100, 94, 100, 97.9, 100], [
      "10-11-12 -6 2d",
      "8-9-10 -5 2d",
      "6-7-8 -4 2d",
      "4-5-6 -3 2d",
      "12-13-14 -2 2d",
    ], "five are kept"],
  ];
  for (const [equity, expected, name] of cases) {
    assert.deepEqual(of(...equity).worst().map(words), expected, name);
  }
});

Deno.test("averages, the deepest and the longest count the one that lasts", () => {
  const drawdowns = of(100, 90, 100, 80, 70, 60);
  assert.equal(drawdowns.count, 2);
  assert.equal(Math.round(drawdowns.maxDepthPct), -40);
  assert.equal(drawdowns.maxLengthDays, 3);
  assert.equal(Math.round(drawdowns.averageDepthPct), -25);
  assert.equal(drawdowns.averageLengthDays, 2.5);
  assert.equal(drawdowns.peakEquity, 100);
  assert.equal(drawdowns.maxDepthMoney, 40);
  assert.equal(of(100, 50, 1_000, 900, 1_001).maxDepthMoney, 100, "more money, if less percent");
  assert.equal(drawdowns.totalDays, 5);
  assert.equal(Math.round(drawdowns.presentDepthPct(60)), -40);
  assert.equal(of().maxDepthPct, 0);
  assert.equal(of(100, 100).maxLengthDays, 0);
});

Deno.test("drawdowns do not depend on how the steps are cut, and resume from a snapshot", () => {
  const count = 2_000, timeMs = days(count), equity = new Float64Array(count);
  let seed = 7, value = 100;
  for (let i = 0; i < count; i++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    equity[i] = value = Math.round(value * (1 + ((seed >>> 8) / 2 ** 24 - 0.498) * 0.04) * 10) / 10;
  }
  const whole = of(...equity).snapshot();
  for (const cut of [1, 3, 64, 1_999]) {
    let drawdowns = new Drawdowns(100);
    for (let from = 0; from < count; from += cut) {
      drawdowns.updateRun(timeMs, equity, from, Math.min(from + cut, count));
      const resumed = new Drawdowns(1);
      resumed.restore(JSON.parse(JSON.stringify(drawdowns.snapshot())));
      drawdowns = resumed;
    }
    assert.deepEqual(drawdowns.snapshot(), whole);
  }
});
