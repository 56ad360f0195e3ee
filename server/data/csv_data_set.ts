import type { Bars } from "../../engine/bars.ts";
import { readCsvBars } from "../../engine/data/csv_bars.ts";
import { Fingerprint } from "../../engine/fingerprint.ts";
import { instrument } from "../../engine/instrument.ts";
import type { SharedBars } from "../replay/replay_worker_messages.ts";
import type { DataSet } from "./data_set.ts";
import { shareBars } from "./shared_columns.ts";

/** What a file doesn't say itself. */
export interface CsvDataSetFacts {
  readonly id: string;
  /** What is traded, as people call it: "Apple". By default the symbol. */
  readonly name?: string;
  /** Where it comes from, in words. */
  readonly source: string;
  /** Where to read it, where that isn't the path that stands in records. */
  readonly file?: string;
}

/**
 * Reads a CSV file of bars, as `deno task backtest` does without flags. `path` is how the file is named in records.
 * @throws LockstepError where it isn't one, with the row.
 */
export async function csvDataSet(path: string, facts: CsvDataSetFacts): Promise<DataSet> {
  const csv = readCsvBars(facts.file ?? path);
  const parts: Bars[] = [];
  for await (const bars of csv) parts.push(bars);
  const columns = shareBars(parts);
  const [openTimeMs, closeTimeMs] = columns;
  const count = openTimeMs.length;
  const firstTimeMs = openTimeMs[0], lastTimeMs = closeTimeMs[count - 1];
  const timeframe = csv.timeframe.text;
  const shared: SharedBars = {
    instruments: [instrument(csv.symbol)],
    timeframe,
    columns: [columns],
    sourceNames: [path],
  };
  return {
    summary: {
      id: facts.id,
      title: `${facts.name ?? csv.symbol}, ${spanInWords(timeframe)}, ${years(firstTimeMs, lastTimeMs)}`,
      symbols: [csv.symbol],
      timeframe,
      bars: count,
      firstTimeMs,
      lastTimeMs,
      source: facts.source,
      isSynthetic: /synthetic[^/\\]*$/i.test(path),
    },
    steps: count,
    tag: tagOf(columns),
    bars: () => Promise.resolve(shared),
  };
}

/** "daily" for 1d, "4h bars" for what has no word of its own. */
export function spanInWords(timeframe: string): string {
  return SPANS[timeframe] ?? `${timeframe} bars`;
}

const SPANS: Readonly<Record<string, string>> = {
  "1m": "every minute",
  "1h": "hourly",
  "1d": "daily",
  "1w": "weekly",
  "1M": "monthly",
};

function years(firstTimeMs: number, lastTimeMs: number): string {
  const first = new Date(firstTimeMs).getUTCFullYear(), last = new Date(lastTimeMs - 1).getUTCFullYear();
  return first === last ? String(first) : `${first}–${last}`;
}

function tagOf(columns: readonly Float64Array[]): string {
  const fingerprint = new Fingerprint();
  for (const column of columns) fingerprint.update(column);
  return String(fingerprint);
}
