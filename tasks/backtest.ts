import { presetOf } from "../actors/presets.ts";
import { CsvBars, readCsvBars } from "../engine/data/csv_bars.ts";
import { LockstepError } from "../engine/error.ts";
import { instrument } from "../engine/instrument.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { backtest as run } from "../strategies/backtest.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { command } from "./command.ts";
import { checkOutPath, writeResult } from "./result_file.ts";
import { ACCOUNT_FLAGS, requireCash, strategyParams } from "./run_flags.ts";
import { tearSheet } from "./tear_sheet.ts";
import { progress, stdout } from "./terminal.ts";

const FLAGS = {
  strategy: {
    type: "string",
    value: "NAME|FILE",
    help: "a registered strategy, or a file that exports one",
    required: true,
  },
  data: {
    type: "string",
    value: "FILE",
    help: "CSV file of bars; again for further instruments",
    required: true,
    multiple: true,
  },
  from: { type: "date", help: "trade from this date on; bars before it warm indicators up" },
  to: { type: "date", help: "up to, but not including, this date" },
  ...ACCOUNT_FLAGS,
  timeframe: {
    type: "string",
    value: "SPAN",
    help: "span of the bars (1m, 1h, 1d, …), where the file leaves it open",
  },
  "time-zone": { type: "string", value: "ZONE", help: "IANA zone of times that name none (default: UTC)" },
  adjusted: { type: "boolean", help: "scale prices by the file's adjusted close" },
  "on-bad-row": {
    type: "choice",
    choices: ["fail", "skip"],
    help: "what to do with a row that is no bar",
    default: "fail",
  },
  "lot-size": { type: "number", help: "smallest quantity; 0 for any fraction", default: 1, min: 0 },
  "tick-size": { type: "number", help: "smallest price step of orders; 0 for none", default: 0, min: 0 },
  frame: {
    type: "number",
    help: "bars of a frame; it changes the speed, never the result",
    integer: true,
    min: 1,
    max: 10_000_000,
  },
  out: { type: "string", value: "FILE", help: "write the whole record: .json, or .csv for the trades alone" },
} as const;

/** `deno task backtest`: replays history through a strategy and prints its tear sheet. */
export const backtest = command({
  name: "backtest",
  summary: "Replays history through a strategy and prints what came of it.",
  flags: FLAGS,
  passThrough: { value: "--PARAMETER VALUE", help: "any parameter of the strategy, such as --fast 10" },
  examples: [
    ["deno task backtest --strategy ema_crossover --data samples/aapl_1d.csv", "the demo"],
    ["deno task backtest --strategy ./mine.ts --data btc.csv --lot-size 0 --fast 10", "your own"],
  ],
  async run({ flags, params }) {
    requireCash(flags.cash);
    const preset = presetOf(flags.preset)!;
    if (flags.out !== undefined) checkOutPath(flags.out);
    const strategy = await loadStrategy(flags.strategy);
    const chosen = strategyParams(strategy, params, Object.keys(FLAGS));
    strategy.plan(chosen);
    const files = flags.data.map((path) =>
      readCsvBars(path, {
        timeframe: flags.timeframe === undefined ? undefined : Timeframe.parse(flags.timeframe),
        timeZone: flags["time-zone"],
        adjusted: flags.adjusted,
        onBadRow: flags["on-bad-row"] as "fail" | "skip",
        toMs: flags.to,
      })
    );
    const universe = {
      instruments: files.map(({ symbol }) =>
        instrument(symbol, { lotSize: flags["lot-size"], tickSize: flags["tick-size"] })
      ),
      timeframe: oneTimeframe(files),
    };
    requireDistinct(files);
    const bar = progress("Replaying", { unit: "bars" });
    const result = await run({
      strategy,
      params: chosen,
      universe,
      sources: files.map((file) => file[Symbol.iterator]()),
      sourceNames: flags.data,
      account: {
        cash: flags.cash,
        direction: flags.direction as "long" | "short" | "both",
        feeBps: flags["fee-bps"],
        feePerShare: flags["fee-per-share"],
        slippageBps: flags["slippage-bps"],
        leverage: flags.leverage,
      },
      preset,
      fromMs: flags.from,
      toMs: flags.to,
      frameSteps: flags.frame,
      skippedRows: () => sumOfSkipped(files),
      onProgress: (steps) => bar.update(steps),
    }).finally(() => bar.end());
    stdout.write(tearSheet(result, { width: Math.min(stdout.width, 80), colour: stdout.hasColour }));
    if (flags.out !== undefined) await writeResult(flags.out, result);
  },
});

function oneTimeframe(files: readonly CsvBars[]): Timeframe {
  const [first, ...others] = files;
  const other = others.find(({ timeframe }) => timeframe.text !== first.timeframe.text);
  if (other === undefined) return first.timeframe;
  throw new LockstepError(
    `The files' bars must be of one span: ${first.path} has ${first.timeframe} bars, ${other.path} has ${other.timeframe}.`,
  );
}

function requireDistinct(files: readonly CsvBars[]): void {
  const twice = files.find(({ symbol }, k) => files.findIndex((other) => other.symbol === symbol) < k);
  if (twice === undefined) return;
  throw new LockstepError(
    `${twice.symbol} stands twice among the files: a file's name up to its first _ or . is its symbol.`,
  );
}

function sumOfSkipped(files: readonly CsvBars[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { skippedRows } of files) {
    for (const [reason, count] of Object.entries(skippedRows)) sum[reason] = (sum[reason] ?? 0) + count;
  }
  return sum;
}

if (import.meta.main) await backtest.main();
