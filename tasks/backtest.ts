import { presetOf } from "../actors/presets.ts";
import { type PriceCurve, PriceCurveKeeper } from "../components/tear_sheet/price_curve.ts";
import { type Bars, isoTime } from "../engine/bars.ts";
import { type CsvBars, type CsvBarsOptions, readCsvBars, symbolOfPath } from "../engine/data/csv_bars.ts";
import { LockstepError } from "../engine/error.ts";
import { instrument } from "../engine/instrument.ts";
import type { RunResult } from "../engine/result.ts";
import type { Trades } from "../engine/ticks.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { backtest as run } from "../strategies/backtest.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { isRegistered, STRATEGY_NAMES } from "../strategies/registry.ts";
import { command } from "./command.ts";
import { checkOutPath, checkReportPath, writeReport, writeResult } from "./result_file.ts";
import { ACCOUNT_FLAGS, parametersSection, requireCash, strategyParams } from "./run_flags.ts";
import { tearSheet } from "./tear_sheet.ts";
import { progress } from "./terminal.ts";

const FLAGS = {
  strategy: {
    type: "string",
    value: "NAME|FILE",
    help: `a file that exports a strategy, or one of ours: ${STRATEGY_NAMES.join(", ")}`,
    required: true,
  },
  data: {
    type: "string",
    value: "FILE",
    help: "CSV file of bars; once for each instrument",
    multiple: true,
  },
  trades: {
    type: "string",
    value: "FILE",
    help:
      "CSV file of trades, in place of --data: bars of --timeframe are made of them, orders matched against each",
    multiple: true,
  },
  from: { type: "date", help: "trade from here on; earlier bars warm indicators up" },
  to: { type: "date", help: "up to, but not including, this date" },
  ...ACCOUNT_FLAGS,
  "lot-size": { type: "number", help: "smallest quantity; 0 for any fraction", default: 1, min: 0 },
  "tick-size": { type: "number", help: "smallest price step of orders; 0 for none", default: 0, min: 0 },
  timeframe: {
    type: "string",
    value: "SPAN",
    help: "how long a bar is (1m, 1h, 1d, …), where the file leaves it open",
  },
  "time-zone": { type: "string", value: "ZONE", help: "IANA zone of times that name none", default: "UTC" },
  adjusted: { type: "boolean", help: "scale prices by the file's adjusted close" },
  "on-bad-row": {
    type: "choice",
    choices: ["fail", "skip"],
    help: "what a row that is no bar does",
    default: "fail",
  },
  frame: {
    type: "number",
    help: "bars handed on at a time; never changes the result",
    integer: true,
    min: 1,
    max: 10_000_000,
  },
  out: {
    type: "string",
    value: "FILE",
    help: "write the record there: all of it to .json, the trades to .csv",
  },
  report: {
    type: "string",
    value: "FILE",
    help: "write a tear sheet with pictures there, one .html file that opens anywhere",
  },
} as const;

/** `deno task backtest`: replays history through a strategy and prints its tear sheet. */
export const backtest = command({
  name: "backtest",
  summary: "Replays history through a strategy and prints what came of it.",
  flags: FLAGS,
  usage: "--strategy NAME|FILE --data FILE [flags]",
  passThrough: {
    value: "--PARAMETER VALUE",
    help: "any parameter of the strategy, such as --fast 10; --strategy NAME|FILE --help lists them",
    explain: parametersSection,
  },
  examples: [
    ["deno task backtest --strategy ema_crossover --data samples/aapl_1d.csv", "The demo"],
    [
      "deno task backtest --strategy ema_crossover --data samples/aapl_1d.csv --report aapl.html",
      "With pictures, for a browser or for paper",
    ],
    [
      "deno task backtest --strategy ./mine.ts --data btc.csv --lot-size 0 --fast 10",
      "A strategy of your own, on something that trades in fractions",
    ],
  ],
  async run({ flags, params }, { stdout, stderr }) {
    requireCash(flags.cash);
    requireRange(flags.from, flags.to);
    if (flags.out !== undefined) checkOutPath(flags.out, [...flags.data, ...flags.trades, flags.strategy]);
    if (flags.report !== undefined) {
      checkReportPath(flags.report, [...flags.data, ...flags.trades, flags.strategy]);
    }
    requireOneKind(flags);
    const strategy = await loadStrategy(flags.strategy);
    const chosen = strategyParams(strategy, params, Object.keys(FLAGS));
    strategy.plan(chosen);
    const reading = {
      timeZone: flags["time-zone"],
      adjusted: flags.adjusted,
      onBadRow: flags["on-bad-row"] as "fail" | "skip",
    };
    let sources: readonly Source[] = [], prices = (): readonly PriceCurve[] => [];
    const bar = progress("Replaying", { unit: "bars", terminal: stderr });
    let result: RunResult;
    try {
      const timeframe = flags.timeframe === undefined ? undefined : Timeframe.parse(flags.timeframe);
      sources = flags.trades.length > 0
        ? await tradeSources(flags.trades, timeframe!, flags.to)
        : barSources(flags.data, { timeframe, ...reading, toMs: flags.to });
      requireDistinct(sources);
      const keepers = sources.map(({ symbol }) => new PriceCurveKeeper(symbol));
      prices = () => keepers.map(({ curve }) => curve);
      result = await run({
        strategy,
        strategyFile: isRegistered(flags.strategy) ? undefined : flags.strategy,
        params: chosen,
        universe: {
          instruments: sources.map(({ symbol }) =>
            instrument(symbol, { lotSize: flags["lot-size"], tickSize: flags["tick-size"] })
          ),
          timeframe: oneTimeframe(sources),
        },
        sources: sources.map(({ bars }, i) => flags.report === undefined ? bars : seenBy(keepers[i], bars)),
        ...flags.trades.length > 0 && { trades: sources.map(({ trades }) => trades!) },
        sourceNames: sources.map(({ path }) => path),
        reading,
        account: {
          cash: flags.cash,
          direction: flags.direction as "long" | "short" | "both",
          feeBps: flags["fee-bps"],
          feePerShare: flags["fee-per-share"],
          slippageBps: flags["slippage-bps"],
          leverage: flags.leverage,
        },
        preset: presetOf(flags.preset)!,
        fromMs: flags.from,
        toMs: flags.to,
        frameSteps: flags.frame,
        keepsRows: flags.out !== undefined || flags.report !== undefined,
        skippedRows: () => sumOfSkipped(sources),
        onProgress: (steps) => bar.update(steps),
      });
    } finally {
      bar.end();
      for (const { file } of sources) file?.close();
    }
    // The record first: a reader of the sheet who has seen enough (`| head`) shall not cost it.
    if (flags.out !== undefined) await writeResult(flags.out, result);
    if (flags.report !== undefined) await writeReport(flags.report, { result, prices: prices() });
    stdout.write(tearSheet(result, { width: Math.min(stdout.width, 80), colour: stdout.hasColour }));
  },
});

/** Bars of one instrument, and where they come from. */
interface Source {
  readonly path: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly bars: Iterable<Bars>;
  readonly file?: CsvBars;
  readonly trades?: Trades;
}

function barSources(paths: readonly string[], options: CsvBarsOptions): Source[] {
  const sources: Source[] = [];
  try {
    for (const path of paths) {
      const file = readCsvBars(path, options), { symbol, timeframe } = file;
      sources.push({ path, symbol, timeframe, bars: file[Symbol.iterator](), file });
    }
    return sources;
  } catch (error) {
    for (const { file } of sources) file?.close();
    throw error;
  }
}

async function tradeSources(
  paths: readonly string[],
  timeframe: Timeframe,
  toMs = Infinity,
): Promise<Source[]> {
  const { readCsvTrades } = await import("../engine/data/csv_trades.ts");
  const { barsOfTrades } = await import("../engine/data/trade_bars.ts");
  return paths.map((path) => {
    const trades = readCsvTrades(path), all = barsOfTrades(trades, timeframe);
    const behind = all.openTimeMs.findIndex((timeMs) => timeMs >= toMs);
    const bars = behind < 0 ? all : all.slice(0, behind);
    return { path, symbol: symbolOfPath(path), timeframe, bars: [bars], trades };
  });
}

/** Bars on their way to the run, each shown to what keeps their prices. */
function* seenBy(keeper: PriceCurveKeeper, pieces: Iterable<Bars>): Generator<Bars, void> {
  for (const bars of pieces) {
    keeper.take(bars);
    yield bars;
  }
}

function requireOneKind(
  { data, trades, timeframe }: {
    readonly data: readonly string[];
    readonly trades: readonly string[];
    readonly timeframe?: string;
  },
): void {
  if (data.length === 0 && trades.length === 0) {
    throw new LockstepError("--data FILE must be given (or --trades FILE). See --help.");
  }
  if (data.length > 0 && trades.length > 0) {
    throw new LockstepError("--data and --trades: bars are made of trades, so give one of the two.");
  }
  if (trades.length > 0 && timeframe === undefined) {
    throw new LockstepError(
      "--trades needs --timeframe SPAN: how long the bars are that are made of them, such as 1m.",
    );
  }
}

function requireRange(fromMs: number | undefined, toMs: number | undefined): void {
  if (fromMs === undefined || toMs === undefined || fromMs < toMs) return;
  throw new LockstepError(`--from ${isoTime(fromMs)} is not before --to ${isoTime(toMs)}.`);
}

function oneTimeframe(sources: readonly Source[]): Timeframe {
  const [first, ...others] = sources;
  const other = others.find(({ timeframe }) => timeframe.text !== first.timeframe.text);
  if (other === undefined) return first.timeframe;
  throw new LockstepError(
    `The files' bars must be of one span: ${first.path} has ${first.timeframe} bars, ${other.path} has ${other.timeframe} bars.`,
  );
}

function requireDistinct(sources: readonly Source[]): void {
  const twice = sources.find(({ symbol }, k) => sources.findIndex((other) => other.symbol === symbol) < k);
  if (twice === undefined) return;
  const first = sources.find(({ symbol }) => symbol === twice.symbol)!;
  throw new LockstepError(
    twice.path === first.path
      ? `${twice.file === undefined ? "--trades" : "--data"} ${twice.path} stands twice.`
      : `${first.path} and ${twice.path} are both of ${twice.symbol}: a file's name up to its first _ or . is its symbol. ` +
        `Rename one of them.`,
  );
}

function sumOfSkipped(sources: readonly Source[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { file } of sources) {
    for (const [reason, count] of Object.entries(file?.skippedRows ?? {})) {
      sum[reason] = (sum[reason] ?? 0) + count;
    }
  }
  return sum;
}

if (import.meta.main) await backtest.main();
