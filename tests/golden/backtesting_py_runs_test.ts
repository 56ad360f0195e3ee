import assert from "node:assert/strict";
import type { RunResult, Trade } from "../../engine/result.ts";
import { barsOf, brokerWithFixedFee, dataFile, runUnderPreset } from "./backtesting_py_run.ts";
import { statisticsFaults } from "./backtesting_py_statistics.ts";
import { strategyOf } from "./backtesting_py_strategies.ts";
import figures from "./figures/backtesting_py_runs.json" with { type: "json" };

/** Relative, or absolute for figures below one. */
const TOLERANCE = 1e-8;

for (const run of figures.runs) {
  const { isAbsent, note } = dataFile(run.data);
  Deno.test({
    name: `backtesting.py preset: trades, equity and statistics equal its own: ${run.id}${note}`,
    ignore: isAbsent,
    async fn() {
      const bars = barsOf(run.data, run.timeframe, run.fromMs, run.bars);
      const isPlain = run.commissionFixed === 0;
      const broker = isPlain
        ? undefined
        : brokerWithFixedFee(run.commissionFixed, run.commission, run.spread);
      const result = await runUnderPreset(strategyOf(run as never, broker), { ...run, bars });
      assert.deepEqual(tradeFaults(result, run.trades).slice(0, 5), []);
      assert.deepEqual(equityFaults(result, run.equity).slice(0, 5), []);
      assert.deepEqual(statisticsFaults(result.metrics, result.metricsAbsent, run.stats), []);
    },
  });
}

function tradeFaults({ trades }: RunResult, expected: readonly string[]): string[] {
  const ours = trades.map(numbersOf).sort(inOrder);
  const theirs = expected.map((line) => line.split(" ").map(Number)).sort(inOrder);
  const faults = ours.length === theirs.length ? [] : [`${ours.length} trades, not ${theirs.length}`];
  for (let k = 0; k < Math.min(ours.length, theirs.length); k++) {
    if (!ours[k].every((x, n) => isClose(x, theirs[k][n]))) {
      faults.push(`trade ${k} is ${ours[k].join(" ")}, not ${theirs[k].join(" ")}`);
    }
  }
  return faults;
}

/** size entryBar exitBar entryPrice exitPrice commission */
function numbersOf(trade: Trade): number[] {
  const { direction, quantity, entryBar, exitBar, entryPrice, exitPrice, fees } = trade;
  return [direction === "long" ? quantity : -quantity, entryBar, exitBar, entryPrice, exitPrice, fees];
}

function inOrder(a: readonly number[], b: readonly number[]): number {
  return a[2] - b[2] || a[1] - b[1] || a[0] - b[0];
}

function equityFaults({ equity }: RunResult, text: string): string[] {
  const theirs = text.split(" ").flatMap((item) => {
    const [value, count = "1"] = item.split("*");
    return new Array<number>(Number(count)).fill(Number(value));
  });
  const faults = equity.equity.length === theirs.length
    ? []
    : [`${equity.equity.length} bars, not ${theirs.length}`];
  return faults.concat(
    theirs.flatMap((value, bar) =>
      isClose(equity.equity[bar], value)
        ? []
        : [`equity at bar ${bar} is ${equity.equity[bar]}, not ${value}`]
    ),
  );
}

function isClose(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));
}
