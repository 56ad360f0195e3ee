import { CsvEncoder } from "../engine/data/csv_encoder.ts";
import { syntheticBars } from "../engine/data/synthetic_bars.ts";
import { LockstepError } from "../engine/error.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { command } from "./command.ts";
import { formatCount } from "./number_format.ts";
import { progress, type Terminal } from "./terminal.ts";
import { isFolder, writeAll, writeWhole } from "./whole_file.ts";

/** `deno task synth`: a made-up market as a CSV file. */
export const synth = command({
  name: "synth",
  summary: "Writes bars of a made-up market as CSV: for tests and measurements, never for conclusions. " +
    "The same seed gives the same bars.",
  flags: {
    bars: { type: "number", help: "how many bars", default: 100_000, integer: true, min: 1, max: 1e10 },
    seed: { type: "number", help: "which market", default: 1, integer: true },
    timeframe: {
      type: "string",
      value: "SPAN",
      help: "span of a bar: 1s, 1m, 5m, 1h, 1d, 1w, 1M, …",
      default: "1m",
    },
    start: { type: "date", help: "when the first bar opens, UTC", default: Date.UTC(2020) },
    price: { type: "number", help: "first open", default: 100 },
    tick: { type: "number", help: "smallest price step", default: 0.01 },
    volatility: { type: "number", value: "PCT", help: "of a year, in percent", default: 60 },
    out: {
      type: "string",
      value: "FILE",
      help: 'file to write, whose name must say "synthetic", or a folder; without it, the bars are printed',
    },
    symbol: {
      type: "string",
      value: "NAME",
      help: "what the file in the folder is named after: synthetic-NAME_SPAN.csv",
    },
  },
  examples: [
    ["deno task synth --bars 1000000 --seed 7 --out synthetic.csv", "Two years of minutes"],
    [
      "deno task synth --bars 10000 --timeframe 1h > /tmp/synthetic.csv",
      "Hours, to anywhere the shell may write",
    ],
  ],
  async run({ flags }, { stderr }) {
    const timeframe = Timeframe.parse(flags.timeframe);
    const bars = syntheticBars(flags.bars, {
      seed: flags.seed,
      timeframe,
      startMs: flags.start,
      startPrice: flags.price,
      tickSize: flags.tick,
      volatilityPct: flags.volatility,
    });
    if (flags.out === undefined) {
      if (flags.symbol !== undefined) {
        throw new LockstepError("--symbol names the file: --out must say in which folder.");
      }
      return await encodeTo(Deno.stdout, bars, flags.bars, stderr);
    }
    const path = outPath(flags.out, flags.symbol, timeframe);
    await writeWhole(path, (file) => encodeTo(file, bars, flags.bars, stderr));
    stderr.write(`Wrote ${formatCount(flags.bars)} synthetic bars to ${path}.\n`);
  },
});

/** Where the file goes: nobody shall take made-up prices for real ones, so its name says what they are. */
function outPath(out: string, symbol: string | undefined, timeframe: Timeframe): string {
  if (isFolder(out)) {
    const name = symbol === undefined
      ? "synthetic"
      : `synthetic-${symbol.toLowerCase().replace(/[^a-z0-9-]+/g, "-")}`;
    return `${out.replace(/[/\\]+$/, "")}/${name}_${timeframe}.csv`;
  }
  if (symbol !== undefined) {
    throw new LockstepError(`--symbol names the file: --out ${out} must then be a folder.`);
  }
  if (!/synthetic[^/\\]*$/i.test(out)) {
    throw new LockstepError(`--out ${out}: the file's name must say "synthetic", such as synthetic.csv.`);
  }
  return out;
}

async function encodeTo(
  target: { write(bytes: Uint8Array): Promise<number> },
  chunks: Iterable<Parameters<CsvEncoder["encode"]>[0]>,
  total: number,
  terminal: Terminal,
): Promise<void> {
  const encoder = new CsvEncoder();
  const bar = progress("Writing", { total, unit: "bars", terminal });
  try {
    await writeAll(target, new TextEncoder().encode(CsvEncoder.HEADER));
    let done = 0;
    for (const bars of chunks) {
      await writeAll(target, encoder.encode(bars));
      done += bars.length;
      bar.update(done);
    }
  } finally {
    bar.end();
  }
}

if (import.meta.main) await synth.main();
