import assert from "node:assert/strict";
import { dayOfClose } from "../../engine/analytics/daily_equity.ts";
import { syntheticBars } from "../../engine/data/synthetic_bars.ts";
import { instrument } from "../../engine/instrument.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { DEFAULT_ACCOUNT } from "../../actors/compose.ts";
import { presetOf } from "../../actors/presets.ts";
import { backtest } from "../../strategies/backtest.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";
import { periodReturns } from "./period_returns.ts";

Deno.test("returns of days are the same however much a run's curve was thinned", async () => {
  const timeframe = Timeframe.parse("15m"), strategy = await loadStrategy("ema_crossover");
  const record = (equityPoints: number) =>
    backtest({
      strategy,
      universe: { instruments: [instrument("X")], timeframe },
      sources: [syntheticBars(9_000, { seed: 5, timeframe })],
      sourceNames: ["made up"],
      account: DEFAULT_ACCOUNT,
      preset: presetOf("lockstep")!,
      equityPoints,
    });
  const [whole, thinned] = await Promise.all([record(10_000), record(100)]);
  assert.equal(whole.dailyEquity, undefined, "it would say everything twice");
  assert.ok(thinned.equity.timeMs.length <= 200);
  const { returns, timeMs } = periodReturns(whole);
  assert.equal(returns.length, new Set(whole.equity.timeMs.map(dayOfClose)).size - 1);
  assert.ok(returns.some((each) => each !== 0));
  assert.deepEqual(periodReturns(thinned).returns, returns);
  assert.deepEqual(periodReturns(thinned).timeMs.map(dayOfClose), timeMs.map(dayOfClose));
});
