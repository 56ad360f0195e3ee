import assert from "node:assert/strict";
import { Timeframe } from "../timeframe.ts";
import { BuyAndHold } from "./buy_and_hold.ts";
import { DAY_MS } from "./daily_equity.ts";
import { EquityStatistics } from "./equity_statistics.ts";
import { FillCosts } from "./fill_costs.ts";
import type { Metrics } from "./metric.ts";
import { METRIC_NAMES, metrics, type MetricsConventions, type MetricsInput } from "./metrics.ts";
import { TradeStatistics } from "./trade_statistics.ts";

const MONDAY_MS = Date.UTC(2015, 0, 5);
const CONVENTIONS: MetricsConventions[] = ["lockstep", "backtesting.py"];

/** Figures of equity at successive closes and of trades with these profits, on 1,000 put in. */
function of(
  equity: number[],
  { profits = [], timeframe = "1d", conventions = "lockstep", initial = 100, ...rest }: {
    profits?: number[];
    timeframe?: string;
    conventions?: MetricsConventions;
    initial?: number;
  } & Partial<Pick<MetricsInput, "buyAndHold" | "riskFreePct">> = {},
): Metrics {
  const statistics = new EquityStatistics(initial);
  const span = Timeframe.parse(timeframe);
  equity.forEach((value, i) => statistics.update(MONDAY_MS + (i + 1) * span.spanMs, value, i % 2 === 1));
  const trades = new TradeStatistics();
  const costs = new FillCosts();
  profits.forEach((profit, i) => {
    const times = { entryTimeMs: i * DAY_MS, exitTimeMs: (i + 2) * DAY_MS, entryBar: i, exitBar: i + 2 };
    trades.update({ instrument: "AAPL", ...times, fees: 1, profit, returnPct: profit / 10 });
    costs.update({ fee: 1, slippage: 0.5 });
  });
  const result = metrics({ equity: statistics, trades, costs, timeframe: span, conventions, ...rest });
  checkWhole(result);
  return result;
}

/** Every name stands in exactly one of the two, with a finite figure or a reason. */
function checkWhole({ metrics: known, metricsAbsent }: Metrics): void {
  assert.deepEqual([...Object.keys(known), ...Object.keys(metricsAbsent)].sort(), [...METRIC_NAMES].sort());
  for (const [name, value] of Object.entries(known)) {
    assert.ok(Number.isFinite(value) && !Object.is(value, -0), name);
  }
  for (const [name, reason] of Object.entries(metricsAbsent)) assert.ok(reason.length > 5, name);
}

function near(actual: number | undefined, expected: number, name?: string): void {
  assert.ok(
    Math.abs(actual! - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${name}: ${actual}, not ${expected}`,
  );
}

Deno.test("lockstep figures are what their formulas say", () => {
  const equity = [100, 110, 99, 105, 120];
  const hold = new BuyAndHold(1);
  hold.updateRun(0, Float64Array.of(10, 12), 0, 2);
  const { metrics: known } = of(equity, { profits: [100, -40, 20], buyAndHold: hold, riskFreePct: 2 });
  const returns = [0.1, -0.1, 105 / 99 - 1, 120 / 105 - 1];
  const mean = returns.reduce((a, b) => a + b) / 4;
  const deviation = Math.sqrt(returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / 3);
  const annual = 100 * mean * 252, volatility = 100 * deviation * Math.sqrt(252);
  const cagr = 100 * (1.2 ** (365.25 / 4) - 1);
  const expected: Record<string, number> = {
    bars: 5,
    spanDays: 4,
    periodsPerYear: 252,
    initialEquity: 100,
    finalEquity: 120,
    peakEquity: 120,
    returnPct: 20,
    buyAndHoldPct: 20,
    cagrPct: cagr,
    annualReturnPct: annual,
    volatilityPct: volatility,
    sharpe: (annual - 2) / volatility,
    sortino: (annual - 2) / (100 * Math.sqrt(0.01 / 4) * Math.sqrt(252)),
    calmar: cagr / 10,
    maxDrawdownPct: -10,
    maxDrawdownDays: 3,
    averageDrawdownPct: -10,
    averageDrawdownDays: 3,
    exposurePct: 40,
    trades: 3,
    winRatePct: 200 / 3,
    profitFactor: 3,
    expectancyPct: 8 / 3,
    averageProfit: 80 / 3,
    averageTradePct: 8 / 3,
    averageWinPct: 6,
    averageLossPct: -4,
    bestTradePct: 10,
    worstTradePct: -4,
    averageTradeDays: 2,
    longestTradeDays: 2,
    winsInRowMax: 1,
    lossesInRowMax: 1,
    kelly: 2 / 3 - (1 / 3) / (60 / 40),
    feesPaid: 3,
    slippagePaid: 1.5,
  };
  for (const [name, value] of Object.entries(expected)) near(known[name], value, name);
});

Deno.test("without bars nothing is known but the money to start with", () => {
  for (const conventions of CONVENTIONS) {
    const { metrics: known, metricsAbsent } = of([], { conventions });
    assert.deepEqual(Object.keys(known).sort(), [
      "bars",
      "feesPaid",
      "initialEquity",
      "lossesInRowMax",
      "slippagePaid",
      "trades",
      "winsInRowMax",
    ]);
    assert.equal(metricsAbsent.returnPct, "no bars");
  }
});

Deno.test("what can't be known is absent, with the reason", () => {
  const cases: [string, Metrics, Record<string, string>][] = [
    ["one bar", of([100]), {
      cagrPct: "less than a day of data",
      volatilityPct: "fewer than two daily (or longer) returns",
      sharpe: "fewer than two daily (or longer) returns",
      calmar: "less than a day of data",
    }],
    ["two bars", of([100, 101]), { sharpe: "fewer than two daily (or longer) returns" }],
    ["one day of hours", of([100, 101, 99, 102], { timeframe: "1h" }), {
      cagrPct: "less than a day of data",
      sharpe: "fewer than two daily (or longer) returns",
    }],
    ["flat", of([100, 100, 100, 100]), {
      sharpe: "returns never varied",
      sortino: "returns never varied",
      calmar: "equity never fell below its peak",
      averageDrawdownPct: "equity never fell below its peak",
    }],
    ["only up", of([100, 101, 103, 104]), {
      sortino: "no period lost money",
      calmar: "equity never fell below its peak",
    }],
    ["same every day", of([100, 101, 102.01, 103.0301, 104.060401]), { sharpe: "returns never varied" }],
    ["ruin", of([100, 50, 0, 0]), {
      cagrPct: "the account was lost: equity ended at zero or below",
      calmar: "the account was lost: equity ended at zero or below",
      volatilityPct: "equity fell to zero or below",
      sharpe: "equity fell to zero or below",
    }],
    ["below zero and back", of([100, -20, 40, 80]), { sharpe: "equity fell to zero or below" }],
    ["no trades", of([100, 101, 100]), {
      winRatePct: "no closed trades",
      profitFactor: "no closed trades",
      averageLossPct: "no closed trades",
      sqn: "fewer than two closed trades",
      kelly: "no closed trades",
      buyAndHoldPct: "no price to compare with",
      beta: "no market to compare with",
    }],
    ["only wins", of([100, 101, 100], { profits: [5, 5] }), {
      profitFactor: "no losing trades",
      averageLossPct: "no losing trades",
      kelly: "no losing trades",
      sqn: "every trade made the same",
    }],
    ["only losses", of([100, 101, 100], { profits: [-5, -6] }), {
      averageWinPct: "no winning trades",
      kelly: "no winning trades",
    }],
    ["a jump in a day", of([100, 1e300], { timeframe: "1d" }), {
      cagrPct: "too large to be written as a number",
    }],
  ];
  for (const [name, { metricsAbsent }, expected] of cases) {
    for (const [metric, reason] of Object.entries(expected)) {
      assert.equal(metricsAbsent[metric], reason, `${name}: ${metric}`);
    }
  }
});

Deno.test("what is known stays known in the same cases", () => {
  near(of([100, 100, 100]).metrics.volatilityPct, 0);
  near(of([100, 100, 100]).metrics.maxDrawdownPct, 0);
  near(of([100, 50, 0, 0]).metrics.returnPct, -100);
  near(of([100, 50, -20]).metrics.maxDrawdownPct, -120);
  near(of([100, 90], { profits: [-5] }).metrics.profitFactor, 0);
  near(of([100, 90], { profits: [-5] }).metrics.winRatePct, 0);
});

Deno.test("returns of short bars are taken by the day, the first from the initial equity", () => {
  const hours = Array.from({ length: 72 }, (_, i) => i < 24 ? 110 : i < 48 ? 121 : 60.5);
  const { metrics: known } = of(hours, { timeframe: "1h" });
  const mean = (0.1 + 0.1 - 0.5) / 3;
  near(known.annualReturnPct, 100 * mean * 252);
  near(
    known.volatilityPct,
    100 * Math.sqrt((2 * (0.1 - mean) ** 2 + (0.5 + mean) ** 2) / 2) * Math.sqrt(252),
  );
});

Deno.test("backtesting.py's conventions differ where they are said to", () => {
  const known =
    of([100, 110, 99, 105, 120], { profits: [100, -40, 20], conventions: "backtesting.py" }).metrics;
  near(known.exposurePct, 100);
  near(known.averageTradePct, 100 * ((1.1 * 0.96 * 1.02) ** (1 / 3) - 1));
  near(known.annualReturnPct, 100 * (1.2 ** (252 / 4) - 1));
  near(known.calmar, known.annualReturnPct / 10);
  const absent = of([100, 110], { conventions: "backtesting.py" }).metricsAbsent;
  assert.equal(absent.maxDrawdownDays, "equity never fell below its peak");
});
