import assert from "node:assert/strict";
import fc from "fast-check";
import { DAY_MS } from "./daily_equity.ts";
import { BEST_TRADES_KEPT, type TradeOutcome, TradeStatistics } from "./trade_statistics.ts";

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

const anyTrade = fc.record({
  profit: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -100, max: 100, noNaN: true })),
  direction: fc.constantFrom("long" as const, "short" as const),
  maePct: fc.double({ min: -50, max: 0, noNaN: true }),
  mfePct: fc.double({ min: 0, max: 50, noNaN: true }),
  entryBar: fc.nat(1_000),
  bars: fc.nat(30),
  riskedMoney: fc.option(fc.double({ min: 1, max: 50, noNaN: true }), { nil: undefined }),
}).map(({ profit, entryBar, bars, ...rest }) =>
  trade(profit, { entryBar, exitBar: entryBar + bars, ...rest })
);

Deno.test("what trades tell is what the definitions say, wherever a snapshot is taken", () => {
  fc.assert(fc.property(fc.array(anyTrade, { minLength: 1, maxLength: 30 }), fc.nat(30), (trades, cut) => {
    const statistics = new TradeStatistics();
    statistics.restore(JSON.parse(JSON.stringify(of(...trades.slice(0, cut)).snapshot())));
    for (const each of trades.slice(cut)) statistics.update(each);

    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const mean = (values: number[]) => sum(values) / values.length;
    const bars = ({ entryBar, exitBar }: TradeOutcome) => exitBar - entryBar;
    const wins = trades.filter(({ profit }) => profit > 0),
      losses = trades.filter(({ profit }) => profit < 0);
    const best = trades.map(({ profit }) => Math.max(0, profit)).toSorted((a, b) => b - a).slice(
      0,
      BEST_TRADES_KEPT,
    );
    const near = (actual: number, expected: number, name: string) =>
      assert.ok(
        Object.is(actual, expected) || Math.abs(actual - expected) < 1e-9,
        `${name}: ${actual}, not ${expected}`,
      );
    near(statistics.averageBars, mean(trades.map(bars)), "bars");
    near(statistics.averageWinBars, mean(wins.map(bars)), "bars of wins");
    near(statistics.averageLossBars, mean(losses.map(bars)), "bars of losses");
    near(statistics.longestBars, Math.max(...trades.map(bars)), "longest");
    near(statistics.bestProfit, Math.max(...trades.map(({ profit }) => profit)), "best");
    near(statistics.worstProfit, Math.min(...trades.map(({ profit }) => profit)), "worst");
    near(statistics.bestTradesProfit, sum(best), "the best together");
    const lossMean = mean(losses.map(({ profit }) => profit));
    near(
      statistics.lossDeviation,
      Math.sqrt(mean(losses.map(({ profit }) => (profit - lossMean) ** 2))),
      "deviation of losses",
    );
    for (const direction of ["long", "short"] as const) {
      const own = trades.filter((each) => each.direction === direction), side = statistics.side(direction)!;
      near(side.count, own.length, direction);
      near(side.wins, own.filter(({ profit }) => profit > 0).length, `${direction} wins`);
      near(side.profit, sum(own.map(({ profit }) => profit)), `${direction} profit`);
    }
    const excursions = statistics.excursions!;
    near(excursions.averageMaePct, mean(trades.map(({ maePct }) => maePct!)), "mae");
    near(excursions.averageMfePct, mean(trades.map(({ mfePct }) => mfePct!)), "mfe");
    near(excursions.worstMaePct, Math.min(...trades.map(({ maePct }) => maePct!)) + 0, "worst mae");
    near(excursions.bestMfePct, Math.max(...trades.map(({ mfePct }) => mfePct!)), "best mfe");
    const risked = trades.filter(({ riskedMoney }) => riskedMoney !== undefined);
    near(statistics.risked.count, risked.length, "risked");
    near(statistics.risked.rSum, sum(risked.map(({ profit, riskedMoney }) => profit / riskedMoney!)), "R");
    let made = 0, peak = 0, deepest = 0;
    for (const { profit } of trades) {
      made += profit;
      peak = Math.max(peak, made);
      deepest = Math.max(deepest, peak - made);
    }
    near(statistics.closedDrawdown.money, deepest, "closed drawdown");
  }));
});

Deno.test("what a trade doesn't say of itself is not known of all", () => {
  const statistics = of(trade(5, { direction: "long", maePct: -1, mfePct: 1 }), trade(-5));
  assert.deepEqual([statistics.side("long"), statistics.side("short"), statistics.excursions], [
    undefined,
    undefined,
    undefined,
  ]);
});
