import { LockstepError } from "../engine/error.ts";
import { checkWritable, writeAll, writeWhole } from "./whole_file.ts";
import type { TearSheetProps } from "../components/tear_sheet/tear_sheet.tsx";
import type { RunResult, Trade } from "../engine/result.ts";

/**
 * @throws LockstepError unless a result could be written there without writing over one of `inputs`: before a long run rather than after it.
 */
export function checkOutPath(path: string, inputs: readonly string[]): void {
  if (!/\.(json|csv)$/i.test(path)) {
    throw new LockstepError(
      `--out ${path}: the name must end in .json (the whole record) or .csv (the trades).`,
    );
  }
  checkTarget("--out", path, inputs);
}

/** @throws LockstepError unless a report could be written there: see {@link checkOutPath}. */
export function checkReportPath(path: string, inputs: readonly string[]): void {
  if (!/\.html?$/i.test(path)) throw new LockstepError(`--report ${path}: the name must end in .html.`);
  checkTarget("--report", path, inputs);
}

function checkTarget(flag: string, path: string, inputs: readonly string[]): void {
  const same = inputs.find((input) => isSameFile(input, path));
  if (same !== undefined) {
    throw new LockstepError(
      `${flag} ${path} would write over ${same}, which the run reads: name another file.`,
    );
  }
  checkWritable(path);
}

/** Writes a record: all of it or nothing. */
export async function writeResult(path: string, result: RunResult): Promise<void> {
  const text = /\.csv$/i.test(path) ? tradesCsv(result.trades) : JSON.stringify(result, null, 1) + "\n";
  await writeWhole(path, (file) => writeAll(file, new TextEncoder().encode(text)));
}

/** Writes a tear sheet for a browser: all of it or nothing. */
export async function writeReport(path: string, props: TearSheetProps): Promise<void> {
  // It brings a renderer along that no other run needs.
  const { tearSheetFile } = await import("../components/tear_sheet/tear_sheet_file.ts");
  await writeWhole(path, (file) => writeAll(file, new TextEncoder().encode(tearSheetFile(props))));
}

function isSameFile(a: string, b: string): boolean {
  try {
    return Deno.realPathSync(a) === Deno.realPathSync(b);
  } catch {
    return false; // one of them isn't there
  }
}

const TRADE_COLUMNS = [
  "instrument",
  "direction",
  "quantity",
  "entryTimeMs",
  "exitTimeMs",
  "entryBar",
  "exitBar",
  "entryPrice",
  "exitPrice",
  "grossProfit",
  "fees",
  "profit",
  "returnPct",
  "maePct",
  "mfePct",
  "entryReason",
  "exitReason",
] as const satisfies readonly (keyof Trade)[];

function tradesCsv(trades: readonly Trade[]): string {
  const cell = (value: string | number) =>
    typeof value === "string" && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);
  const rows = trades.map((trade) => TRADE_COLUMNS.map((column) => cell(trade[column])).join(","));
  return [TRADE_COLUMNS.join(","), ...rows].join("\n") + "\n";
}
