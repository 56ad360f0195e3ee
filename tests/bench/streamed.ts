import { DEFAULT_ACCOUNT } from "../../actors/compose.ts";
import { LOCKSTEP } from "../../actors/presets.ts";
import { syntheticBars } from "../../engine/data/synthetic_bars.ts";
import { instrument } from "../../engine/instrument.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { backtest } from "../../strategies/backtest.ts";
import { print } from "../../tasks/terminal.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";

/**
 * A backtest over bars that are made as they are read, its equity thinned as a result's is; prints how much memory it took. Run by
 * `deno task bench` in a process of its own: deno run --allow-read tests/bench/streamed.ts BARS
 */
if (import.meta.main) {
  const count = Number(Deno.args[0] ?? 10_000_000), timeframe = Timeframe.parse("1m");
  const start = performance.now();
  let peakBytes = 0, frames = 0;
  const result = await backtest({
    strategy: await loadStrategy("ema_crossover"),
    universe: { instruments: [instrument("SYNTHETIC", { lotSize: 0 })], timeframe },
    sources: [syntheticBars(count, { seed: 1, timeframe })],
    sourceNames: ["synthetic"],
    account: { ...DEFAULT_ACCOUNT, feeBps: 0.1, slippageBps: 0.05 },
    preset: LOCKSTEP,
    keepsRows: false,
    onProgress() {
      if (frames++ % 16 === 0) peakBytes = Math.max(peakBytes, Deno.memoryUsage().rss);
    },
  });
  peakBytes = Math.max(peakBytes, Deno.memoryUsage().rss);
  print(JSON.stringify({
    bars: result.metrics.bars,
    fills: result.funnel.filled,
    equityPoints: result.equity.equity.length,
    seconds: Math.round((performance.now() - start) / 100) / 10,
    peakMb: Math.round(peakBytes / 2 ** 20),
  }));
}
