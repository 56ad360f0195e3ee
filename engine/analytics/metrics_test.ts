import assert from "node:assert/strict";
import fc from "fast-check";
import { Timeframe } from "../timeframe.ts";
import { BuyAndHold } from "./buy_and_hold.ts";
import { DAY_MS } from "./daily_equity.ts";
import { EquityStatistics } from "./equity_statistics.ts";
import { FillCosts } from "./fill_costs.ts";
import type { Metrics } from "./metric.ts";
import {
  METRIC_NAMES,
  metrics,
  METRICS_CONVENTIONS,
  type MetricsConventions,
  type MetricsInput,
} from "./metrics.ts";
import { TradeStatistics } from "./trade_statistics.ts";

const MONDAY_MS = Date.UTC(2015, 0, 5);

/** Figures of equity at successive closes and of trades with these profits, on 1,000 put in. */
function of(
  equity: number[],
  { profits = [], timeframe = "1d", conventions = "lockstep", initial = 100, market, ...rest }: {
    profits?: number[];
    timeframe?: string;
    conventions?: MetricsConventions;
    initial?: number;
    /** A benchmark's worth at the same closes. */
    market?: number[];
  } & Partial<Pick<MetricsInput, "buyAndHold" | "riskFreePct" | "requiredReturnPct" | "trials">> = {},
): Metrics {
  const statistics = new EquityStatistics(initial);
  const span = Timeframe.parse(timeframe);
  equity.forEach((value, i) =>
    statistics.updateRun(
      Float64Array.of(MONDAY_MS + (i + 1) * span.spanMs),
      Float64Array.of(value),
      i % 2 === 1,
      0,
      1,
      { benchmark: () => market?.[i] ?? NaN },
    )
  );
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
  for (const conventions of METRICS_CONVENTIONS) {
    const { metrics: known, metricsAbsent } = of([], { conventions });
    assert.deepEqual(Object.keys(known).sort(), [
      "bars",
      "feesPaid",
      "fills",
      "initialEquity",
      "longTrades",
      "lossesInRowMax",
      "moneyLost",
      "moneyWon",
      "shortTrades",
      "slippagePaid",
      "tradedNotional",
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

const anyEquity = fc.oneof(
  fc.array(fc.double({ min: 1, max: 1e4, noNaN: true }), { maxLength: 60 }),
  fc.array(fc.constantFrom(100, 101, 99), { maxLength: 20 }),
  fc.array(fc.constantFrom(100, 0, -20, 1e300, 1e-300), { maxLength: 8 }),
);
const anyProfits = fc.array(
  fc.oneof(fc.constantFrom(0, 5, -5), fc.double({ min: -500, max: 500, noNaN: true })),
  {
    maxLength: 12,
  },
);

Deno.test("whatever comes, every figure is finite or absent with a reason, by every convention", () => {
  fc.assert(
    fc.property(
      anyEquity,
      anyEquity,
      anyProfits,
      fc.constantFrom("1m", "4h", "1d", "1w", "1M"),
      fc.constantFrom(...METRICS_CONVENTIONS),
      fc.constantFrom(0, 3),
      (equity, market, profits, timeframe, conventions, ratePct) => {
        const rates = {
          riskFreePct: ratePct,
          requiredReturnPct: ratePct,
          trials: { count: 9, sharpeVariance: 0.5 },
        };
        of(equity, {
          profits,
          timeframe,
          conventions,
          ...rates,
          ...market.length >= equity.length && { market },
        });
      },
    ),
    { numRuns: 400 },
  );
});

Deno.test("against a benchmark that it follows at half the pace, the figures are those of half the market", () => {
  const returns = [0.02, -0.01, 0.03, -0.02, 0.01, 0.005, -0.004];
  const compound = (share: number) =>
    returns.reduce((all, each) => [...all, all.at(-1)! * (1 + share * each)], [100]);
  const { metrics: known } = of(compound(0.5), { market: compound(1) });
  const mean = returns.reduce((sum, each) => sum + each) / returns.length;
  const deviation = Math.sqrt(
    returns.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (returns.length - 1),
  );
  const periods = known.periodsPerYear;
  const expected: Record<string, number> = {
    benchmarkBeta: 0.5,
    benchmarkAlphaPct: 0,
    correlation: 1,
    rSquared: 1,
    benchmarkVolatilityPct: 100 * deviation * Math.sqrt(periods),
    benchmarkSharpe: mean / deviation * Math.sqrt(periods),
    activeReturnPct: -50 * mean * periods,
    trackingErrorPct: 50 * deviation * Math.sqrt(periods),
    informationRatio: -mean / deviation * Math.sqrt(periods),
    aheadPct: 300 / 7,
    treynorPct: 100 * mean * periods,
    mSquaredPct: 100 * mean * periods,
    benchmarkMaxDrawdownPct: -2,
  };
  for (const [name, value] of Object.entries(expected)) near(known[name], value, name);
  assert.ok(known.upCapturePct < 50 && known.downCapturePct > 0);
});

Deno.test("costs and what the result hangs on", () => {
  const { metrics: known } = of([100, 110, 130, 120, 140], { profits: [30, -20, 10, 5, 4, 3, 2, 6] });
  const expected: Record<string, number> = {
    profit: 40,
    bestPeriodSharePct: 50,
    profitWithoutBestFive: 40 - 55,
    bestFiveSharePct: 100 * 55 / 40,
    closedDrawdownMoney: -20,
    moneyWon: 60,
    moneyLost: -20,
    payoffRatio: 60 / 7 / 20,
    expectancyRatio: 7 / 8 * (1 + 60 / 7 / 20) - 1,
    feesOfProfitPct: 100 * 8 / (40 + 8 + 4),
    slippageOfProfitPct: 100 * 4 / (40 + 8 + 4),
    recoveryFactor: 40 / (100 * (1 - 120 / 130)),
    fills: 8,
  };
  for (const [name, value] of Object.entries(expected)) near(known[name], value, name);
});

Deno.test("freqtrade's conventions look at closed trades alone", () => {
  const profits = [10, -4, -6, 12, -2];
  const { metrics: known } = of([100, 110, 106, 100, 112, 110], { profits, conventions: "freqtrade" });
  // Five days of data; profits as shares of 100.
  const shares = profits.map((profit) => profit / 100), mean = 0.1 / 5;
  const deviation = (values: number[]) => {
    const middle = values.reduce((sum, each) => sum + each) / values.length;
    return Math.sqrt(values.reduce((sum, each) => sum + (each - middle) ** 2, 0) / values.length);
  };
  near(known.sharpe, mean / deviation(shares) * Math.sqrt(365));
  near(known.sortino, mean / deviation(shares.filter((each) => each < 0)) * Math.sqrt(365));
  near(known.maxDrawdownPct, -100 * 10 / 110);
  near(known.calmar, 100 * mean / (10 / 110) * Math.sqrt(365));
  near(known.cagrPct, 100 * (1.1 ** (365 / 5) - 1));
  near(known.expectancyRatio, 2 / 5 * (1 + 11 / 4) - 1);
});

Deno.test("a deflated Sharpe ratio needs to know how many were tried", () => {
  const equity = [100, 101, 100.5, 102, 103, 102.5, 104];
  assert.equal(of(equity).metricsAbsent.deflatedSharpePct, "how many variants were tried isn't known");
  const tried = of(equity, { trials: { count: 20, sharpeVariance: 1 } }).metrics;
  assert.ok(tried.deflatedSharpePct < tried.probabilisticSharpePct);
  near(
    of(equity, { trials: { count: 1, sharpeVariance: 1 } }).metrics.deflatedSharpePct,
    tried.probabilisticSharpePct,
  );
});
