import type { RunResult } from "../engine/result.ts";
import { formatNumber } from "./number_format.ts";
import { bySign, type Ink, padLeft, padRight } from "./terminal_text.ts";

const COLUMNS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Year"];
/** Index of the year's column. */
const YEAR = 12;
/** Of a longer history the newest years are shown, and the earlier ones as one. */
const YEARS_MAX = 20;

interface Row {
  readonly label: string;
  /** Twelve months and the whole; absent where nothing is known. */
  readonly returnsPct: (number | undefined)[];
}

/** Returns in percent, a year a row, a month a column, the year's last. Empty where equity never moved. */
export function monthsTable({ monthlyReturnsPct }: RunResult, width: number, ink: Ink): string[] {
  if (monthlyReturnsPct.every(({ returnPct }) => returnPct === 0)) return [];
  const rows = rowsOf(monthlyReturnsPct);
  const { columns, decimals, widths } = fitting(rows, width);
  const labelWidth = labelWidthOf(rows);
  const header = columns.map((column, i) => padLeft(COLUMNS[column], widths[i])).join("");
  const lines = rows.map(({ label, returnsPct }) =>
    ink.faint(padRight(label, labelWidth)) +
    columns.map((column, i) => {
      const value = returnsPct[column];
      const paint = value === 0 ? ink.faint : bySign(ink, value ?? 0);
      return paint(padLeft(cellOf(value, decimals, column), widths[i]));
    }).join("")
  );
  return [ink.faint(padRight("", labelWidth) + header), ...lines];
}

function rowsOf(months: RunResult["monthlyReturnsPct"]): Row[] {
  const years = [...new Set(months.map(({ year }) => year))].sort((a, b) => a - b);
  const shown = years.slice(-YEARS_MAX);
  const rows = shown.map((year): Row => {
    const ofYear = months.filter((each) => each.year === year);
    const returnsPct: (number | undefined)[] = new Array(YEAR).fill(undefined);
    for (const { month, returnPct } of ofYear) returnsPct[month - 1] = returnPct;
    return { label: String(year), returnsPct: [...returnsPct, compounded(ofYear)] };
  });
  if (shown.length === years.length) return rows;
  const earlier = compounded(months.filter(({ year }) => year < shown[0]));
  return [{ label: `<${shown[0]}`, returnsPct: [...new Array(YEAR).fill(undefined), earlier] }, ...rows];
}

function compounded(months: RunResult["monthlyReturnsPct"]): number {
  return 100 * (months.reduce((product, { returnPct }) => product * (1 + returnPct / 100), 1) - 1);
}

interface Layout {
  readonly columns: readonly number[];
  readonly decimals: number;
  readonly widths: readonly number[];
}

/**
 * One decimal where the table has room for it, else none, and where that is still too wide the years alone. Months are as wide
 * as the widest of them where there is room, else each as wide as it must be.
 */
function fitting(rows: readonly Row[], width: number): Layout {
  const room = width - labelWidthOf(rows);
  const all = COLUMNS.map((_, column) => column);
  for (const [columns, decimals] of [[all, 1], [all, 0]] as const) {
    const widths = columns.map((column) =>
      1 + Math.max(3, ...rows.map(({ returnsPct }) => cellOf(returnsPct[column], decimals, column).length))
    );
    const widest = Math.max(...widths.slice(0, YEAR));
    const even = [...new Array(YEAR).fill(widest), widths[YEAR] + 1];
    if (sum(even) <= room) return { columns, decimals, widths: even };
    if (sum(widths) <= room) return { columns, decimals, widths };
  }
  return { columns: [YEAR], decimals: 1, widths: [10] };
}

function labelWidthOf(rows: readonly Row[]): number {
  return Math.max(...rows.map(({ label }) => label.length));
}

/** A month has room for three digits before the point: what is more says so. */
function cellOf(value: number | undefined, decimals: number, column: number): string {
  if (value === undefined || !Number.isFinite(value)) return "";
  const limit = column === YEAR ? 99_999 : 999;
  if (value > limit + 0.4) return `>${formatNumber(limit, 0)}`;
  return formatNumber(value, value > 999 ? 0 : decimals);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
