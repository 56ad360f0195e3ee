import assert from "node:assert/strict";
import { compose, DEFAULT_ACCOUNT } from "../../actors/compose.ts";
import { EquityStatistics } from "../../engine/analytics/equity_statistics.ts";
import type { Bars } from "../../engine/bars.ts";
import type { BarDecision } from "../../engine/decision.ts";
import { instrument } from "../../engine/instrument.ts";
import { cutFrames } from "../../engine/laws/cut.ts";
import { observe } from "../../engine/laws/observation.ts";
import type { CompletePipeline } from "../../engine/pipeline.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { percentOfEquity, pipeline, sma } from "../../mod.ts";
import { barsOf, brokerWithFixedFee, dailyBars, dataFile, runUnderPreset } from "./backtesting_py_run.ts";
import { strategyFrom, strategyOf } from "./backtesting_py_strategies.ts";
import figures from "./figures/backtesting_py_runs.json" with { type: "json" };

/** The shared file of cases; it isn't part of the project. */
const CASES_FILE = new URL("../../../shared/golden/backtesting_py.json", import.meta.url);
const DAY_MS = 86_400_000;

/** One case of the file, as far as the tests need it. */
interface GoldenCase {
  readonly id: string;
  // deno-lint-ignore no-explicit-any -- each case has a shape of its own
  readonly expected: any;
}

/** A case in our terms, and the market data that it needs. */
interface CaseTest {
  readonly data?: string;
  run(expected: GoldenCase["expected"]): void | Promise<void>;
}

const CASES: Readonly<Record<string, CaseTest>> = {
  commissions_fixed_plus_pct: {
    async run(expected) {
      const decide = ask((bars) =>
        bars === 2 ? { direction: 1, quantity: 100, takeProfitPrice: 3 } : undefined
      );
      const strategy = strategyFrom("commissions", decide.broker(brokerWithFixedFee(10, 0.01, 0)));
      const bars = dailyBars([1, 1, 1, 2, 4, 1, 2]);
      const { metrics, trades } = await runUnderPreset(strategy, { bars, timeframe: "1d", cash: 5_000 });
      assert.equal(metrics.feesPaid, expected.Commissions);
      assert.equal(trades[0].fees, expected.Commissions);
      assert.equal(metrics.finalEquity, expected["Equity Final"]);
    },
  },
  assertions_trades: {
    data: "goog_1d.csv",
    async run(expected) {
      const bars = barsOf("goog_1d.csv", "1d");
      const settings = { bars, timeframe: "1d", cash: 10_000 };
      const { trades } = await runUnderPreset(strategyFrom("assertions", shortingBelowTheMean()), settings);
      assert.equal(trades.length, expected["# Trades"]);
      // Sizes aren't compared: see shortingBelowTheMean.
      const found = trades.map((
        { entryBar, exitBar, entryPrice, exitPrice },
      ) => [entryBar, exitBar, entryPrice, exitPrice])
        .sort((a, b) => a[1] - b[1] || a[0] - b[0] || a[2] - b[2]);
      figures.assertionTrades.forEach((line, k) => {
        const isSame = line.split(" ").every((text, n) =>
          Math.abs(Number(text) - found[k][n]) <= 1e-8 * found[k][n]
        );
        assert.ok(isSame, `trade ${k} is ${found[k]}, not ${line}`);
      });
    },
  },
  order_tag: {
    data: "goog_1d.csv",
    async run(expected) {
      const decisions: Record<number, BarDecision> = {
        2: { direction: 1, quantity: 2, reason: "1" },
        3: { direction: -1, quantity: 1, reason: "s" },
        4: { direction: -1, quantity: 1 },
        5: { direction: 1, reason: "2" },
        6: 0,
      };
      const bars = barsOf("goog_1d.csv", "1d", undefined, 20);
      const settings = { bars, timeframe: "1d", cash: 10_000 };
      const { trades } = await runUnderPreset(
        strategyFrom("order_tag", ask((bar) => decisions[bar])),
        settings,
      );
      assert.deepEqual(trades.map(({ entryReason }) => Number(entryReason)), expected["trade tags"]);
    },
  },
  drawdown_helper: {
    run(expected) {
      // Depths are given; an equity that falls by ten times as many percent has them.
      const equity = Float64Array.from([0, 1, 7, 0, 4, 0, 0], (depth) => 100 - 10 * depth);
      const statistics = new EquityStatistics(100);
      statistics.updateRun(equity.map((_, bar) => bar * DAY_MS), equity, null, 0, equity.length);
      const found = statistics.drawdowns.worst();
      const byEnd = (figure: (each: typeof found[0]) => number) =>
        Object.fromEntries(
          found.map((each) => [each.recoveredTimeMs! / DAY_MS, Math.round(1e9 * figure(each)) / 1e9]),
        );
      assert.deepEqual(byEnd(({ lengthDays }) => lengthDays), expected["duration at idx"]);
      assert.deepEqual(byEnd(({ depthPct }) => -depthPct / 10), expected["peak at idx"]);
    },
  },
  resample_apply_D_SMA10_EURUSD: {
    data: "eurusd_1h.csv",
    run(expected) {
      const bars = barsOf("eurusd_1h.csv", "1h");
      const daily = pipeline().indicator("daily", sma({ length: 10, timeframe: "1d" }));
      const ours = columnOf(daily.onBar(() => {}).sizer(percentOfEquity(100)), "daily", bars, "1h");
      // A bar is known at its close: what shows on the row of 00:00 there, is known here once the bar before has closed.
      const theirs = ours.map((value, bar) =>
        bars.closeTimeMs[bar] % DAY_MS === 0 ? ours[bar - 1] ?? NaN : value
      );
      assert.equal(theirs.filter((value) => value === value).length / bars.length, expected["count/size"]);
      const last = [...new Set(theirs.slice(-48))].map((value) => Math.round(value * 1e6) / 1e6);
      assert.deepEqual(last, expected["last48 unique"]);
    },
  },
  "FractionalBacktest_BTCUSD_2015+": {
    data: "btcusd_1mo.csv",
    async run(expected) {
      const bars = barsOf("btcusd_1mo.csv", "1M", Date.UTC(2015, 0, 1));
      const recipe = { strategy: "Cross", params: { fast: 2, slow: 3 }, leverage: 1 };
      const settings = { bars, timeframe: "1M", cash: 100, lotSize: 1e-6 };
      const { trades } = await runUnderPreset(strategyOf(recipe), settings);
      assert.equal(trades.length, expected["# Trades"]);
      assert.ok(Math.abs(trades[0].entryPrice - expected["EntryPrice[0]"]) < 1e-8);
      const averages = pipeline().indicator("fast", sma(2)).onBar(() => {}).sizer(percentOfEquity(100));
      const fast = columnOf(averages, "fast", bars, "1M")[trades[0].entryBar];
      assert.ok(Math.abs(fast - expected["sma_fast at EntryBar[0]"]) < 1e-8);
    },
  },
  gh_521: {
    async run(expected) {
      const decide = ask((_, close) =>
        close === 100 ? { direction: 1, quantity: 1, stopLossPrice: 90 } : undefined
      );
      const bars = dailyBars([100, 100, 100, 50, 50]);
      const settings = { bars, timeframe: "1d", cash: 100, tradeOnClose: true };
      const { trades, funnel } = await runUnderPreset(strategyFrom("gh_521", decide), settings);
      assert.equal(trades[0].exitPrice, expected["ExitPrice[0]"]);
      assert.deepEqual(funnel.rejected, { "insufficient cash": 1 });
    },
  },
  trade_on_close: {
    async run(expected) {
      const decisions: Record<number, BarDecision> = {
        2: [80, 90].toReversed().map((stopLossPrice) => ({ direction: 1, quantity: 1, stopLossPrice })),
        3: { direction: 0, quantity: 1 },
      };
      const close = [100, 101, 102, 50, 51];
      const bars = dailyBars(close, close.map((price) => price - 10));
      for (const tradeOnClose of [true, false]) {
        const settings = { bars, timeframe: "1d", cash: 250, tradeOnClose };
        const { trades } = await runUnderPreset(
          strategyFrom("on_close", ask((bar) => decisions[bar])),
          settings,
        );
        const found = trades.map(({ entryBar, exitBar, entryPrice, exitPrice }) => ({
          EntryBar: entryBar,
          ExitBar: exitBar,
          EntryPrice: entryPrice,
          ExitPrice: exitPrice,
        }));
        assert.deepEqual(found, expected[`trade_on_close=${tradeOnClose ? "True" : "False"}`]);
      }
    },
  },
};

/** Cases without a test here, and why. */
const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  optimize_constraint_count: "counts the combinations of a study, and there are no studies yet",
  optimize_random_subset: "draws combinations of a study, and there are no studies yet",
};

const cases = goldenCases();

for (const { id, expected } of cases ?? []) {
  const test = CASES[id];
  if (id in NOT_APPLICABLE) continue;
  const { isAbsent, note } = test?.data === undefined ? { isAbsent: false, note: "" } : dataFile(test.data);
  Deno.test({
    name: `backtesting.py's case ${id}${note}`,
    ignore: isAbsent,
    fn() {
      assert.ok(test !== undefined, `there is no test of the case ${id}`);
      return test.run(expected);
    },
  });
}

Deno.test({
  name: cases === undefined
    ? `backtesting.py's cases (ignored: put the golden figures at ${CASES_FILE.pathname})`
    : "backtesting.py's cases are all there",
  ignore: cases === undefined,
  fn() {
    assert.deepEqual(cases!.map(({ id }) => id).sort(), Object.keys({ ...CASES, ...NOT_APPLICABLE }).sort());
  },
});

function goldenCases(): readonly GoldenCase[] | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(CASES_FILE)).cases;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Asked with the number of bars so far and the close, all of the money to a full size. */
function ask(decide: (bars: number, close: number) => BarDecision) {
  return pipeline().sizer(percentOfEquity(100)).onBar((window) =>
    window.bars < 2 ? undefined : decide(window.bars, window.close())
  );
}

/**
 * Sells short a fifth of the free margin whenever the close crosses below its mean, by a stop-limit at that close with exits of its own;
 * leaves everything once the oldest lot is more than three days old. backtesting.py works the fifth out at the fill, and from the
 * close of the bar that it fills on; here it is worked out when it is decided.
 */
function shortingBelowTheMean(): CompletePipeline {
  return pipeline().indicator("mean", sma(10)).sizer(percentOfEquity(100)).onBar(
    (window, position): BarDecision => {
      const close = window.close(), held = Math.abs(position.quantity);
      const isCross = window.value("mean", 1) < window.close(1) && window.value("mean") > close;
      if (isCross) {
        const quantity = Math.floor(0.21 * Math.max(0, position.equity - held * close) / close);
        return {
          direction: -1,
          quantity,
          type: "stop_limit",
          limitPrice: close,
          stopPrice: close,
          stopLossPrice: 1.05 * close,
          takeProfitPrice: 0.9 * close,
          replacesEntries: true,
        };
      }
      const isOld = held > 0 && window.openTimeMs() - position.entryTimeMs > 3 * DAY_MS;
      return isOld ? { direction: 0, quantity: held } : undefined;
    },
  );
}

function columnOf(built: CompletePipeline, name: string, bars: Bars, timeframe: string): number[] {
  const universe = { instruments: [instrument("X")], timeframe: Timeframe.parse(timeframe) };
  const run = compose(built.plan(), universe, DEFAULT_ACCOUNT);
  return observe(run, cutFrames(universe, [bars], [500])).columns[0][run.plan.columns.indexOf(name)];
}
