import { LockstepError } from "../error.ts";
import type { Timeframe } from "../timeframe.ts";
import { type CsvColumns, csvColumns, IGNORED, TIME, TIME_OF_DAY } from "./csv_columns.ts";
import type { CsvFile } from "./csv_file.ts";
import { csvRow } from "./csv_row.ts";
import { CsvTime } from "./csv_time.ts";
import { timeframeOfTimes } from "./spacing.ts";

/** What the first lines of a file tell of all. */
export interface CsvHead {
  readonly columns: CsvColumns;
  readonly time: CsvTime;
  readonly timeframe: Timeframe;
}

/**
 * Learns from the header and the first rows what the cells hold, how times are written and how long the bars are, and leaves
 * the file at its first row. @throws LockstepError where that can't be learnt; then the file is no file of bars.
 */
export function csvHead(file: CsvFile, wanted: Timeframe | undefined): CsvHead {
  const { path } = file;
  const beginAt = file.at;
  const header = file.nextLine();
  if (header === undefined) {
    throw new LockstepError(
      file.hasEnded
        ? `${path}: it has nothing but blank lines.`
        : `${path}:1: its first line is too long to be a header.`,
    );
  }
  const columns = csvColumns(path, file.line, header);
  if (columns.names.length === 0) {
    file.at = beginAt;
    file.line = 0;
  }
  const rows = firstRows(file, columns.delimiter);
  if (rows.length === 0) throw new LockstepError(`${path}: it has a header but no rows below it.`);

  const { roles } = columns;
  const timeCell = roles.indexOf(TIME_OF_DAY);
  if (timeCell >= 0 && CsvTime.learn(rows[0].cells[timeCell] ?? "") !== undefined) {
    roles[roles.indexOf(TIME)] = IGNORED; // the column called "time" holds the date as well
    roles[timeCell] = TIME;
  }
  const { time, timesMs } = learnTime(path, roles, rows);
  return { columns, time, timeframe: learnTimeframe(path, timesMs, wanted) };
}

interface HeadRow {
  readonly line: number;
  readonly cells: readonly string[];
}

const HEAD_ROWS = 100;

/** Looks at the first rows without moving on. */
function firstRows(file: CsvFile, delimiter: string): HeadRow[] {
  const { at, line } = file;
  const rows: HeadRow[] = [];
  while (rows.length < HEAD_ROWS) {
    const text = file.nextLine();
    if (text === undefined) break;
    rows.push({ line: file.line, cells: csvRow(text, delimiter) ?? [] });
  }
  file.at = at;
  file.line = line;
  return rows;
}

function learnTime(
  path: string,
  roles: Uint8Array,
  rows: readonly HeadRow[],
): { time: CsvTime; timesMs: number[] } {
  const dayCell = roles.indexOf(TIME), timeCell = roles.indexOf(TIME_OF_DAY);
  const first = rows.findIndex(({ cells }) => CsvTime.learn(cells[dayCell] ?? "") !== undefined);
  if (first < 0) {
    throw new LockstepError(
      `${path}:${rows[0].line}:${dayCell + 1}: cannot read the time "${
        rows[0].cells[dayCell] ?? ""
      }": it must be like 2019-03-04, ` +
        `20190304, 2019-03-04 16:00:00, 2019-03-04T16:00:00Z or a number of s, ms or µs since 1970.`,
    );
  }
  const learn = () => CsvTime.learn(rows[first].cells[dayCell])!;
  const probe = learn(); // it may move on to finer units below: the rows are read from the first again
  if (probe.kind === "epoch" && timeCell >= 0) roles[timeCell] = IGNORED;
  const timesMs: number[] = [];
  for (const { cells } of rows) {
    const timeMs = probe.readText(cells[dayCell] ?? "", timeCell < 0 ? undefined : cells[timeCell] ?? "");
    if (!Number.isNaN(timeMs)) timesMs.push(timeMs);
  }
  return { time: learn(), timesMs };
}

function learnTimeframe(path: string, timesMs: readonly number[], wanted: Timeframe | undefined): Timeframe {
  let steps = 0;
  for (let i = 1; i < timesMs.length; i++) steps += Math.sign(timesMs[i] - timesMs[i - 1]);
  if (steps < 0) {
    throw new LockstepError(`${path}: its newest row stands first. Sort its rows by time, the oldest first.`);
  }
  let found: Timeframe | undefined;
  try {
    found = timeframeOfTimes(timesMs);
  } catch (error) {
    if (error instanceof LockstepError) throw new LockstepError(`${path}: ${error.message}`);
    throw error;
  }
  if (wanted === undefined && found === undefined) {
    throw new LockstepError(
      `${path}: it has too few rows to tell how long a bar is. Say it, such as --timeframe 1d.`,
    );
  }
  if (wanted !== undefined && found !== undefined && found.spanMs < wanted.spanMs) {
    throw new LockstepError(`${path}: its bars are ${found} apart: they can't be ${wanted} long.`);
  }
  return wanted ?? found!;
}
