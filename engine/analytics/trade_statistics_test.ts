import assert from "node:assert/strict";
import { DAY_MS } from "./daily_equity.ts";
import { type TradeOutcome, TradeStatistics } from "./trade_statistics.ts";

function trade(profit: number, details: Partial<TradeOutcome> = {}): TradeOutcome {
  return {
    instrument: "AAPL",
    entryTimeMs: 0,
    exitTimeMs: DAY_MS,
    entryBar: 0,
    exitBar: 1,
    fees: 1,
    profit,
    returnPct: profit / 10,
    ...details,
  };
}

function of(...trades: TradeOutcome[]): TradeStatistics {
  const statistics = new TradeStatistics();
  for (const each of trades) statistics.update(each);
  return statistics;
}

Deno.test("trade statistics count, add and average", () => {
  const statistics = of(
    trade(100, { exitTimeMs: 3 * DAY_MS }),
    trade(-50),
    trade(-20),
    trade(0),
    trade(30),
    trade(-10, { fees: 0.5 }),
  );
  assert.deepEqual([statistics.count, statistics.wins, statistics.losses], [6, 2, 3]);
  assert.deepEqual([statistics.winsInRowMax, statistics.lossesInRowMax], [1, 2]);
  assert.deepEqual([statistics.profitWon, statistics.profitLost, statistics.averageProfit], [
    130,
    -80,
    50 / 6,
  ]);
  assert.deepEqual([statistics.pctWon, statistics.pctLost], [13, -8]);
  assert.deepEqual([statistics.bestPct, statistics.worstPct], [10, -5]);
  assert.deepEqual([statistics.fees, statistics.longestDays, statistics.averageDays], [5.5, 3, 8 / 6]);
  const growth = 1.1 * 0.95 * 0.98 * 1.03 * 0.99;
  assert.ok(Math.abs(statistics.geometricPct! - 100 * (growth ** (1 / 6) - 1)) < 1e-12);
  const mean = 50 / 6, squares = [100, -50, -20, 0, 30, -10].reduce((sum, x) => sum + (x - mean) ** 2, 0);
  assert.ok(Math.abs(statistics.profitDeviation - Math.sqrt(squares / 5)) < 1e-12);
});

Deno.test("a trade that loses all has no geometric mean", () => {
  assert.equal(of(trade(10), trade(-1_000, { returnPct: -100 })).geometricPct, undefined);
  assert.equal(of(trade(10), trade(-1_000, { returnPct: -130 })).worstPct, -130);
});

Deno.test("bars held are counted once, of one instrument only", () => {
  const cases: [[number, number][], number][] = [
    [[], 0],
    [[[0, 0]], 1],
    [[[2, 5], [5, 7]], 6],
    [[[2, 5], [9, 9]], 5],
    [[[2, 9], [4, 6]], 8],
  ];
  for (const [spans, bars] of cases) {
    assert.equal(of(...spans.map(([entryBar, exitBar]) => trade(1, { entryBar, exitBar }))).heldBars, bars);
  }
  assert.equal(of(trade(1), trade(1, { instrument: "IBM" }), trade(1)).heldBars, undefined);
});

Deno.test("trade statistics resume from a snapshot", () => {
  const trades = Array.from(
    { length: 50 },
    (_, i) => trade(100 * Math.sin(i * i), { entryBar: 3 * i, exitBar: 3 * i + 2 }),
  );
  for (const cut of [0, 1, 25]) {
    const resumed = new TradeStatistics();
    resumed.restore(JSON.parse(JSON.stringify(of(...trades.slice(0, cut)).snapshot())));
    for (const each of trades.slice(cut)) resumed.update(each);
    assert.deepEqual(resumed.snapshot(), of(...trades).snapshot());
  }
});
