// @ts-types="npm:udsv@0.7.3"
import { inferSchema } from "udsv";

/**
 * The cells of one line of CSV, trimmed, their quotes taken off; undefined where the quotes don't pair up.
 * For headers and for the rare row that isn't plain numbers: the fast path of `csv_bars.ts` doesn't come here.
 */
export function csvRow(line: string, delimiter: string): string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const quotes = line.split('"').length - 1;
  if (quotes % 2 === 1) return undefined;
  let cells: string[];
  try {
    cells = inferSchema(line + "\n", { col: delimiter, row: "\n", encl: '"', esc: '"' }, 1).cols.map((
      { name },
    ) => name);
  } catch {
    return undefined;
  }
  // The parser drops what stands between a closing quote and the delimiter. Nothing may be lost: count the characters.
  let length = cells.length - 1 + quotes;
  for (const cell of cells) length += cell.length - (cell.split('"').length - 1);
  return length === line.length ? cells.map((cell) => cell.trim()) : undefined;
}
