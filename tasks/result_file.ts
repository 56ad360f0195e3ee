import { LockstepError } from "../engine/error.ts";
import type { RunResult, Trade } from "../engine/result.ts";

/** @throws LockstepError unless a result could be written there: before a long run rather than after it. */
export function checkOutPath(path: string): void {
  if (!/\.(json|csv)$/i.test(path)) {
    throw new LockstepError(
      `--out ${path}: the name must end in .json (the whole record) or .csv (the trades).`,
    );
  }
  try {
    Deno.writeTextFileSync(partOf(path), "");
    Deno.removeSync(partOf(path));
    if (isFolder(path)) throw new LockstepError(`--out ${path} is a folder: name a file.`);
  } catch (error) {
    if (error instanceof LockstepError) throw error;
    throw new LockstepError(`--out ${path} can't be written: ${whyNot(error)}.`, { cause: error });
  }
}

/** Writes a record: all of it or nothing. */
export async function writeResult(path: string, result: RunResult): Promise<void> {
  const text = /\.csv$/i.test(path) ? tradesCsv(result.trades) : JSON.stringify(result, null, 1) + "\n";
  try {
    await Deno.writeTextFile(partOf(path), text);
    await Deno.rename(partOf(path), path);
  } catch (error) {
    await Deno.remove(partOf(path)).catch(() => {});
    throw new LockstepError(`--out ${path} can't be written: ${whyNot(error)}.`, { cause: error });
  }
}

function partOf(path: string): string {
  return `${path}.part`;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function whyNot(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such folder";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotADirectory) return "part of the path is no folder";
  return error instanceof Error ? error.message : String(error);
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
