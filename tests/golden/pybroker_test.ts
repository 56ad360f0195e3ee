/**
 * PyBroker's own expectations (figures only) against ours under its conventions. The file isn't part of the repository: pybroker.json is
 * looked for in ../shared/golden beside it. Its "changes" are money made a bar, its "returns" fractions, its "values" equity at each bar.
 */
import assert from "node:assert/strict";
import { midpointRange } from "../../engine/analytics/conventions/pybroker_metrics.ts";
import { DAY_MS } from "../../engine/analytics/daily_equity.ts";
import { EquityStatistics } from "../../engine/analytics/equity_statistics.ts";
import { FillCosts } from "../../engine/analytics/fill_costs.ts";
import { metrics } from "../../engine/analytics/metrics.ts";
import { relativeEntropy } from "../../engine/analytics/returns/entropy.ts";
import { annualGrowth } from "../../engine/analytics/returns/growth.ts";
import { straightness } from "../../engine/analytics/returns/straightness.ts";
import { underwater } from "../../engine/analytics/returns/underwater.ts";
import { TradeStatistics } from "../../engine/analytics/trade_statistics.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import {
  assertFigure,
  assertNear,
  equityOfReturns,
  goldenCases,
  type GoldenNumber,
  metricsOfReturns,
  readGolden,
} from "./metrics_of_returns.ts";

const conventions = "pybroker";
const cases = readGolden<{ cases: Record<string, unknown> }>("pybroker.json")?.cases;

type Case<Rest extends unknown[]> = [numbers: number[], ...rest: Rest][];

goldenCases("PyBroker", "pybroker.json", cases, {
  profit_factor: (expected: Case<[number]>) => {
    for (const [profits, factor] of expected) {
      // Its figure is cut after six decimals, not rounded.
      assertFigure(metricsOfReturns([0], { conventions, profits }), "profitFactor", factor, { decimals: 5 });
    }
  },
  sharpe: (expected: Case<[number | null, number]>) => {
    for (const [returns, periodsPerYear, sharpe] of expected) {
      const figures = metricsOfReturns(returns, { conventions, periodsPerYear: periodsPerYear ?? 1 });
      // Returns that never vary have no ratio; it says 0.
      assertFigure(figures, "sharpe", sharpe === 0 ? null : sharpe);
    }
  },
  sortino: (expected: Case<[number | null, GoldenNumber]>) => {
    for (const [returns, periodsPerYear, sortino] of expected) {
      assertFigure(
        metricsOfReturns(returns, { conventions, periodsPerYear: periodsPerYear ?? 1 }),
        "sortino",
        sortino,
      );
    }
  },
  "max_drawdown(cash changes)": (expected: Case<[number]>) => {
    for (const [changes, depth] of expected) {
      let value = 100;
      assertFigure(metricsOfValues(changes.map((change) => value += change), 100), "maxDrawdownMoney", depth);
    }
  },
  "calmar(returns,252)": (expected: Case<[number]>) => {
    for (const [returns, calmar] of expected) {
      // An account that was lost has no growth a year: it says −100 %.
      const isLost = returns.some((each) => each <= -1);
      assertFigure(metricsOfReturns(returns, { conventions }), "calmar", isLost ? null : calmar);
    }
  },
  max_drawdown_percent: (expected: Case<[number, number]>) => {
    for (const [returns, depth, index] of expected) {
      assertFigure(metricsOfReturns(returns, { conventions }), "maxDrawdownPct", depth);
      const [{ troughTimeMs }] = equityOfReturns(returns).drawdowns.worst();
      // The trough is the first of equals, the index there the last of what rounding makes the deepest: the return after it is 0.
      const troughIndex = (troughTimeMs - Date.UTC(2000, 0, 31)) / DAY_MS;
      assert.ok(troughIndex === index || returns[index] === 0, `${troughIndex}, not ${index}`);
    }
  },
  iqr: (expected: Case<[number]>) => {
    for (const [numbers, range] of expected) assertNear(midpointRange(Float64Array.from(numbers)), range);
  },
  relative_entropy: (expected: Case<[number]>) => {
    for (const [numbers, entropy] of expected) {
      const found = relativeEntropy(Float64Array.from(numbers), Math.min(...numbers), Math.max(...numbers));
      assertNear(found, entropy, 5);
    }
  },
  "ulcer_index(values,period)": (expected: Case<[number | null, number]>) => {
    for (const [values, window, ulcer] of expected) {
      if (window === null) assertFigure(metricsOfValues(values), "ulcerIndexPct", ulcer, { decimals: 5 });
      else {
        const { squares } = underwater(Float64Array.from(values), values[0], window);
        assertNear(100 * Math.sqrt(squares / (values.length - window + 1)), ulcer, 5);
      }
    }
  },
  upi: (expected: Case<[null, number]>) => {
    for (const [values, , index] of expected) {
      // Without annualising it has the mean return above.
      const { metrics: known } = metricsOfValues(values);
      assertNear(known.averageReturnPct / known.ulcerIndexPct, index, 5);
    }
  },
  "upi annualized 252": (expected: Case<[number]>) => {
    for (const [values, index] of expected) assertFigure(metricsOfValues(values), "martin", index);
  },
  win_loss_rate: (expected: Case<[number, number]>) => {
    for (const [profits, won, lost] of expected) {
      const figures = metricsOfReturns([0], { conventions, profits });
      assertFigure(figures, "winRatePct", won);
      assertNear(100 - figures.metrics.winRatePct, lost);
    }
  },
  r_squared: (expected: Case<[number]>) => {
    for (const [values, rSquared] of expected) {
      assertNear(straightness(Float64Array.from(values)), rSquared, 5);
      assertFigure(metricsOfValues(values), "stability", rSquared, { decimals: 5 });
    }
  },
  max_wins_losses: (expected: Case<[number, number]>) => {
    for (const [profits, wins, losses] of expected) {
      const figures = metricsOfReturns([0], { conventions, profits });
      assertFigure(figures, "winsInRowMax", wins);
      assertFigure(figures, "lossesInRowMax", losses);
    }
  },
  "annual_total_return_percent(init=100,pnl=10,252,756 bars)": (expected: number) => {
    const values = new Array(756).fill(100);
    values[755] = 110;
    assertFigure(metricsOfValues(values), "annualReturnPct", expected, { decimals: 2 });
    assertNear(100 * annualGrowth(Math.log(1.1), 755, 252), expected, 2);
  },
});

/** Figures of an account that was worth this much at each bar; its first return is from the first of them unless it began with another. */
function metricsOfValues(values: readonly number[], initial?: number) {
  const equity = new EquityStatistics(initial ?? values[0]);
  values.forEach((value, i) => equity.update(Date.UTC(2000, 0, 2) + i * DAY_MS, value, true));
  return metrics({
    equity,
    trades: new TradeStatistics(),
    costs: new FillCosts(),
    timeframe: Timeframe.parse("1d"),
    conventions,
    firstReturn: initial === undefined ? "from_first_close" : "from_initial_equity",
  });
}
