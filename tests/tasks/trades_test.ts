/** Backtests of stored trades: bars are made of them, orders matched against each. */
import assert from "node:assert/strict";
import type { RunResult } from "../../engine/result.ts";
import { backtest } from "../../tasks/backtest.ts";
import { TaskFolder } from "./task_folder.ts";

const START_MS = Date.UTC(2024, 0, 1);

/** Ten trades a minute, six seconds apart: up for some minutes, then down. */
function trades(): string {
  const rows = Array.from({ length: 2_000 }, (_, k) => {
    const price = 100 + 10 * Math.sin(k / 80);
    return `${START_MS + 6_000 * k + 250},${price.toFixed(4)},0.5,buy`;
  });
  return `time,price,quantity,side\n${rows.join("\n")}\n`;
}

Deno.test("stored trades become bars, and fills say when their trade was", async () => {
  using folder = new TaskFolder();
  const file = folder.write("btc_trades.csv", trades()), out = `${folder.path}/record.json`;
  const line = ["--strategy", "ema_crossover", "--trades", file, "--timeframe", "1m", "--lot-size", "0"];
  const { code, stderr } = await folder.run(backtest, [...line, "--trailPct", "2", "--out", out]);
  assert.deepEqual([code, stderr], [0, ""]);
  const { config, fills, data }: RunResult = JSON.parse(Deno.readTextFileSync(out));
  assert.deepEqual([config.matching, config.timeframe, data.bars], ["trades", "1m", 200]);
  assert.ok(fills.length >= 4);
  // 250 ms after a full six seconds, not at a bar's open.
  assert.deepEqual([...new Set(fills.map(({ timeMs }) => (timeMs - START_MS) % 6_000))], [250]);
  assert.ok(fills.some(({ timeMs }) => (timeMs - START_MS) % 60_000 > 6_000), "a trailing stop inside a bar");
});

Deno.test("trades that can't be used so are refused in a sentence", async () => {
  using folder = new TaskFolder();
  const file = folder.write("btc_trades.csv", trades());
  const says = async (...args: string[]) =>
    (await folder.run(backtest, ["--strategy", "ema_crossover", "--trades", file, ...args])).stderr.trim();
  assert.match(await says(), /^error: --trades needs --timeframe SPAN/);
  assert.match(
    await says("--data", "samples/aapl_1d.csv"),
    /^error: --data and --trades: .* give one of the two/,
  );
  assert.match(await says("--timeframe", "1m", "--trades", file), /^error: --trades .* stands twice/);
  assert.match(
    await says("--timeframe", "1m", "--preset", "backtesting.py"),
    /matches orders against bars alone/,
  );
  assert.match(await says("--timeframe", "1m", "--out", file.replace(/csv$/, "txt")), /must end in \.json/);
});
