import assert from "node:assert/strict";
import { BuyAndHold } from "../../engine/analytics/buy_and_hold.ts";
import { EquityStatistics } from "../../engine/analytics/equity_statistics.ts";
import { FillCosts } from "../../engine/analytics/fill_costs.ts";
import { MarketBeta } from "../../engine/analytics/market_beta.ts";
import { metrics } from "../../engine/analytics/metrics.ts";
import { TradeStatistics } from "../../engine/analytics/trade_statistics.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { statisticsFaults } from "./backtesting_py_statistics.ts";
import figures from "./figures/backtesting_py_stats.json" with { type: "json" };

for (const each of figures.cases) {
  Deno.test(`metrics by backtesting.py's conventions equal its own: ${each.id}`, () => {
    const { metrics: known, metricsAbsent } = figuresOf(each);
    assert.deepEqual(statisticsFaults(known, metricsAbsent, each.stats), []);
  });
}

function figuresOf(each: typeof figures.cases[0]) {
  const equity = unfold(each.equity), close = unfold(each.close), steps = unfold(each.timeStepsMs);
  const timeMs = new Float64Array(equity.length).fill(each.firstTimeMs + each.labelSpanMs);
  for (let i = 1; i < timeMs.length; i++) timeMs[i] = timeMs[i - 1] + steps[i - 1];

  const statistics = new EquityStatistics(each.cash);
  statistics.updateRun(timeMs, equity, null, 0, equity.length);
  const buyAndHold = new BuyAndHold(1);
  buyAndHold.updateRun(0, close, each.firstWarmBar, close.length);
  const marketBeta = new MarketBeta();
  marketBeta.updateRun(equity, close, 0, close.length);
  const trades = new TradeStatistics();
  const costs = new FillCosts();
  for (const line of each.trades) {
    const [, entryBar, exitBar, entryTimeMs, exitTimeMs, , , profit, returnPct, fees] = line.split(" ").map(
      Number,
    );
    trades.update({
      instrument: each.id,
      entryBar,
      exitBar,
      entryTimeMs,
      exitTimeMs,
      profit,
      returnPct,
      fees,
    });
    costs.update({ fee: fees, slippage: 0 });
  }
  return metrics({
    equity: statistics,
    trades,
    costs,
    buyAndHold,
    marketBeta,
    timeframe: Timeframe.parse(each.timeframe),
    conventions: "backtesting.py",
  });
}

/** "1 2*3" is 1, 2, 2, 2. */
function unfold(text: string): Float64Array {
  return Float64Array.from(
    text.split(" ").flatMap((item) => {
      const [value, count = "1"] = item.split("*");
      return new Array(Number(count)).fill(Number(value));
    }),
  );
}
