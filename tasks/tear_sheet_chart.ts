import type { RunResult } from "../engine/result.ts";
import { formatCloseDate, formatDateTime, formatNumber, moneyDecimals } from "./number_format.ts";
import { type Ink, padLeft, padRight } from "./terminal_text.ts";

const ROWS = 4;
/** From one eighth of a cell to all of it. */
const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const DAY_MS = 86_400_000;
/** From this ratio of highest to lowest on, equal heights are equal ratios. */
const LOG_SCALE_RATIO = 10;

/**
 * Equity as columns of blocks over the run's time, where it was above what it started with in gain's colour and below in
 * loss's, buy and hold as dots where they are seen, the drawdown below it, and dates. Empty where there is nothing to see.
 */
export function equityChart({ equity: curve, metrics }: RunResult, width: number, ink: Ink): string[] {
  if (curve.equity.length < 2 || curve.equity.every((value) => value === curve.equity[0])) return [];
  const decimals = moneyDecimals(metrics.initialEquity ?? curve.equity[0]);
  const low = least(curve.equity), high = greatest(curve.equity);
  const digits = high >= 1e6 || decimals === 2 ? 0 : decimals;
  const labels = [formatNumber(high, digits), formatNumber(low, digits)];
  const deepest = least(curve.drawdownPct);
  const deepestLabel = `${formatNumber(deepest, 1)} %`;
  const labelWidth = Math.max(...labels.map((label) => label.length), deepestLabel.length);
  const columns = width - labelWidth - 3;

  const columnOf = columnsByTime(curve.timeMs, columns);
  const equity = lastPerColumn(curve.equity, columnOf, columns);
  const benchmark = curve.benchmark.length === curve.equity.length
    ? lastPerColumn(curve.benchmark, columnOf, columns)
    : [];
  const hasBenchmark = benchmark.some(Number.isFinite);
  const drawdown = leastPerColumn(curve.drawdownPct, columnOf, columns);

  const scale = makeScale(low, high, benchmark);
  const start = metrics.initialEquity ?? curve.equity[0];
  const lines: string[] = [];
  for (let row = ROWS - 1; row >= 0; row--) {
    const cells: Cell[] = [];
    for (let column = 0; column < columns; column++) {
      const filled = scale.eighths(equity[column]) - 8 * row;
      const dot = hasBenchmark ? scale.eighths(benchmark[column]) : NaN;
      const isDot = dot > 8 * row && dot <= 8 * (row + 1);
      if (filled > 0) {
        const block = isDot && filled >= 8 ? "▒" : BLOCKS[Math.min(8, filled) - 1];
        cells.push({ text: block, paint: equity[column] >= start ? ink.gain : ink.loss });
      } else {
        cells.push(isDot ? { text: "·", paint: ink.faint } : BLANK);
      }
    }
    const label = row === scale.rowOf(high) ? labels[0] : row === scale.rowOf(low) ? labels[1] : "";
    lines.push(`  ${painted(cells)} ${padLeft(label, labelWidth)}`);
  }

  const strip: Cell[] = [];
  for (let column = 0; column < columns; column++) {
    const depth = deepest < 0 ? Math.ceil(8 * drawdown[column] / deepest) : 0;
    strip.push(depth > 0 ? { text: BLOCKS[Math.min(8, depth) - 1], paint: ink.loss } : BLANK);
  }
  const title = "  Equity █" + (hasBenchmark ? "   buy and hold ·" : "") + "   below: drawdown" +
    (scale.isLogarithmic ? "   log scale" : "");
  return [
    ink.faint(title),
    ...lines,
    ink.faint(`  ${dateAxis(curve.timeMs, columns)}`),
    `  ${painted(strip)} ${padLeft(deepestLabel, labelWidth)}`,
  ];
}

interface Cell {
  readonly text: string;
  readonly paint: (text: string) => string;
}

const BLANK: Cell = { text: " ", paint: (text) => text };

/** The column of each point, by its time. */
function columnsByTime(timeMs: readonly number[], columns: number): Int32Array {
  const first = timeMs[0], span = timeMs[timeMs.length - 1] - first;
  return Int32Array.from(
    timeMs,
    (time, i) => Math.floor((span > 0 ? (time - first) / span : i / timeMs.length) * (columns - 1e-6)),
  );
}

/** The last value of each column; a column without points goes on with the one before it. */
function lastPerColumn(values: readonly number[], columnOf: Int32Array, columns: number): number[] {
  const last: number[] = new Array(columns).fill(NaN);
  for (let i = 0; i < values.length; i++) last[columnOf[i]] = values[i];
  for (let column = 1; column < columns; column++) {
    if (Number.isNaN(last[column])) last[column] = last[column - 1];
  }
  return last;
}

function leastPerColumn(values: readonly number[], columnOf: Int32Array, columns: number): number[] {
  const least = lastPerColumn(values, columnOf, columns);
  for (let i = 0; i < values.length; i++) if (values[i] < least[columnOf[i]]) least[columnOf[i]] = values[i];
  return least;
}

interface Scale {
  readonly isLogarithmic: boolean;
  /** Height in eighths of a row, 1 to 8 × rows; NaN where a benchmark lies outside. */
  eighths(value: number): number;
  rowOf(value: number): number;
}

/** Made for the equity; it gives way to the benchmark by as much again at most, above and below. */
function makeScale(low: number, high: number, benchmark: readonly number[]): Scale {
  const isLogarithmic = low > 0 && high / low >= LOG_SCALE_RATIO;
  const map = isLogarithmic ? Math.log : (value: number) => value;
  const span = map(high) - map(low);
  const known = benchmark.filter((value) => Number.isFinite(value) && (!isLogarithmic || value > 0)).map(map);
  const top = Math.max(map(high), Math.min(greatest(known), map(high) + span / 2));
  const bottom = Math.min(map(low), Math.max(least(known), map(low) - span / 2));
  const eighths = (value: number) => {
    const share = (map(value) - bottom) / (top - bottom);
    return share >= -1e-9 && share <= 1 + 1e-9 ? 1 + Math.round(share * (8 * ROWS - 1)) : NaN;
  };
  return { isLogarithmic, eighths, rowOf: (value) => Math.ceil(eighths(value) / 8) - 1 };
}

/** First and last date at the ends, as many between as there is room for. */
function dateAxis(timeMs: readonly number[], columns: number): string {
  const first = timeMs[0], last = timeMs[timeMs.length - 1];
  const format = last - first < 10 * DAY_MS ? formatDateTime : formatCloseDate;
  const labelWidth = format(first).length;
  const count = Math.max(2, Math.min(5, Math.floor(columns / (labelWidth + 6))));
  let axis = "";
  for (let i = 0; i < count; i++) {
    const label = format(first + (last - first) * i / (count - 1));
    const centre = (columns - labelWidth) * i / (count - 1);
    axis = padRight(axis, Math.round(centre)) + label;
  }
  return axis;
}

/** Neighbours of one paint are painted at once: few escapes instead of many. */
function painted(cells: readonly Cell[]): string {
  let line = "";
  for (let from = 0, to = 0; from < cells.length; from = to) {
    const { paint } = cells[from];
    let run = "";
    for (; to < cells.length && cells[to].paint === paint; to++) run += cells[to].text;
    line += paint(run);
  }
  return line;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => (b < a ? b : a), Infinity);
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => (b > a ? b : a), -Infinity);
}
