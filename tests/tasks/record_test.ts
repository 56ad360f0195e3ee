/** What `--out` writes: it is what the schema says, the same for every cut into frames, and enough to run the same again. */
import assert from "node:assert/strict";
import { presetOf } from "../../actors/presets.ts";
import { readCsvBars } from "../../engine/data/csv_bars.ts";
import { csvRow } from "../../engine/data/csv_row.ts";
import { resultSchema, type RunConfig, type RunResult } from "../../engine/result.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { backtest as run } from "../../strategies/backtest.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";
import { backtest } from "../../tasks/backtest.ts";
import { TaskFolder } from "./task_folder.ts";

const AAPL = ["--data", "samples/aapl_1d.csv"], SP500 = ["--data", "samples/sp500_1d.csv"];

/** The record of a backtest, as it was written. */
async function record(folder: TaskFolder, line: readonly string[]): Promise<RunResult> {
  const path = `${folder.path}/record.json`;
  const { code, stderr } = await folder.run(backtest, [...line, "--out", path]);
  assert.deepEqual([code, stderr], [0, ""]);
  return JSON.parse(Deno.readTextFileSync(path));
}

/** Runs again what a record says was run. */
async function again(config: RunConfig): Promise<RunResult> {
  const { feed: { sources, ...reading }, instruments, fromMs, toMs, seed, equityPoints } = config;
  const timeframe = Timeframe.parse(config.timeframe);
  const files = sources.map((path) => readCsvBars(path, { ...reading, timeframe, toMs }));
  return await run({
    strategy: await loadStrategy(config.strategyFile ?? config.strategy),
    strategyFile: config.strategyFile,
    params: config.params,
    universe: { instruments, timeframe },
    sources: files,
    sourceNames: sources,
    reading,
    account: {
      cash: config.cash,
      direction: config.direction,
      feeBps: config.feeBps,
      feePerShare: config.feePerShare,
      slippageBps: config.slippageBps,
      leverage: config.leverage,
    },
    preset: presetOf(config.preset)!,
    fromMs,
    toMs,
    seed,
    equityPoints,
  });
}

Deno.test("a record is what its schema says, no more and no less", async () => {
  using folder = new TaskFolder();
  for (
    const line of [
      ["--strategy", "ema_crossover", ...AAPL],
      ["--strategy", "rsi_mean_reversion", ...AAPL, ...SP500, "--direction", "both", "--from", "2015-01-01"],
      ["--strategy", "buy_and_hold", ...AAPL, "--lot-size", "1000000"],
    ]
  ) {
    const written = await record(folder, line);
    assert.deepEqual(resultSchema.parse(written), written);
  }
});

Deno.test("trades written as CSV are the record's trades", async () => {
  using folder = new TaskFolder();
  const line = ["--strategy", "ema_crossover", ...AAPL, ...SP500, "--direction", "both", "--adjusted"];
  const { trades } = await record(folder, line);
  const path = `${folder.path}/trades.csv`;
  assert.equal((await folder.run(backtest, [...line, "--out", path])).code, 0);
  const [names, ...rows] = Deno.readTextFileSync(path).trimEnd().split("\n").map((row) => csvRow(row, ",")!);
  const read = rows.map((row) =>
    Object.fromEntries(row.map((cell, k) => [names[k], /^-?\d/.test(cell) ? Number(cell) : cell]))
  );
  assert.ok(trades.length > 100);
  assert.deepEqual(read, trades);
});

Deno.test("however bars are cut into frames, the record is the same to the letter", async () => {
  using folder = new TaskFolder();
  for (
    const line of [
      ["--strategy", "ema_crossover", ...AAPL],
      ["--strategy", "macd_signal", ...SP500, ...AAPL, "--direction", "both", "--from", "2014-06-02"],
      ["--strategy", "bollinger_reversion", ...SP500, "--preset", "backtesting.py"],
    ]
  ) {
    const whole = await record(folder, line);
    for (const frame of [1, 7, 4096, 1_000_000]) {
      assert.deepEqual(await record(folder, [...line, "--frame", String(frame)]), whole, `${line} ${frame}`);
    }
    assert.deepEqual(await record(folder, line), whole, "and when it is run again");
  }
});

Deno.test("fingerprints tell runs and bars apart", async () => {
  using folder = new TaskFolder();
  const line = ["--strategy", "ema_crossover", ...AAPL];
  const first = await record(folder, line);
  const otherFast = await record(folder, [...line, "--fast", "10"]);
  assert.notEqual(otherFast.fingerprint, first.fingerprint);
  assert.equal(otherFast.data.fingerprint, first.data.fingerprint);
  const adjusted = await record(folder, [...line, "--adjusted"]);
  assert.notEqual(adjusted.data.fingerprint, first.data.fingerprint);
  const halves = [first, otherFast, adjusted].flatMap((
    { fingerprint, data },
  ) => [fingerprint, data.fingerprint])
    .map((fingerprint) => fingerprint.slice(0, 8));
  assert.equal(new Set(halves).size, 5, "the first half tells them apart as well");
});

Deno.test("a run can be repeated from its record", async () => {
  using folder = new TaskFolder();
  const hours = folder.write(
    "eurusd_1h.csv",
    "time,open,high,low,close\n" + Array.from({ length: 900 }, (_, hour) => {
      const time = new Date(Date.UTC(2024, 2, 1) + hour * 3_600_000).toISOString().slice(0, 16).replace(
        "T",
        " ",
      );
      const price = 1.07 + 0.01 * Math.sin(hour / 9);
      return hour === 500
        ? `${time},0,0,0,0`
        : [time, price, price + 0.002, price - 0.001, price + 0.001].join();
    }).filter((row) => !/ 02:/.test(row)).join("\n"),
  );
  const own = folder.strategy(
    "own.ts",
    `pipeline().indicator("a", ema(5)).signal(crossover("close", "a")).sizer(percentOfEquity(50))`,
  );
  const lines: string[][] = [
    [
      ...[
        "--strategy",
        "ema_crossover",
        ...AAPL,
        ...SP500,
        "--adjusted",
        "--from",
        "2014-01-01",
        "--to",
        "2017-01-01",
      ],
      ...[
        "--fast",
        "5",
        "--trail-pct",
        "7.5",
        "--direction",
        "both",
        "--fee-bps",
        "3",
        "--fee-per-share",
        "0.01",
      ],
      ...[
        "--slippage-bps",
        "2",
        "--leverage",
        "1.5",
        "--cash",
        "50000",
        "--tick-size",
        "0.01",
        "--lot-size",
        "10",
      ],
    ],
    [
      ...["--strategy", own, "--data", hours, "--lot-size", "0", "--time-zone", "America/New_York"],
      ...["--on-bad-row", "skip", "--preset", "backtesting.py"],
    ],
    ["--strategy", "buy_and_hold", "--data", "samples/aapl_1d.csv", "--timeframe", "1h"],
  ];
  for (const line of lines) {
    const first = await record(folder, line);
    const second = await again(first.config);
    assert.ok(first.fills.length > 0);
    assert.equal(second.fingerprint, first.fingerprint, line.join(" "));
    assert.equal(second.data.fingerprint, first.data.fingerprint, line.join(" "));
    assert.deepEqual(JSON.parse(JSON.stringify(second)), {
      ...first,
      data: { ...first.data, skippedRows: {} },
    });
  }
});
