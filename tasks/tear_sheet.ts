import type { RunConfig, RunResult } from "../engine/result.ts";
import {
  formatCloseDate,
  formatCount,
  formatCountOf,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatPrice,
  formatSigned,
  moneyDecimals,
  UNKNOWN,
} from "./number_format.ts";
import { equityChart } from "./tear_sheet_chart.ts";
import { funnelLines, noTradeSentence } from "./tear_sheet_funnel.ts";
import { monthsTable } from "./tear_sheet_months.ts";
import {
  bySign,
  type Ink,
  inkOf,
  padLeft,
  padRight,
  plain,
  shorten,
  textWidth,
  wrap,
  wrapParts,
} from "./terminal_text.ts";

/** See {@link tearSheet}. */
export interface TearSheetOptions {
  /** Columns of the terminal; 80 when left out, 60 at least. */
  readonly width?: number;
  readonly colour: boolean;
}

const WIDTH_MIN = 60;
const DAY_MS = 86_400_000;
const SYMBOLS_SHOWN = 3;
const PARAM_WIDTH_MAX = 60;
const NAME_WIDTH_MIN = 20;
const OPEN_POSITIONS_SHOWN = 5;
/** Between blocks side by side: what looks well, and what will do. */
const BLOCK_GAP = 4, BLOCK_GAP_MIN = 2;

/**
 * A run in the order in which a trader asks: did it make money, at what pain, what did it do, show me. What can't be known is a
 * dash, with the reason below. Lines end with a newline, the last one included.
 */
export function tearSheet(result: RunResult, { width: asked = 80, colour }: TearSheetOptions): string {
  const width = Math.max(WIDTH_MIN, Math.floor(asked));
  const ink = inkOf(colour);
  const unknown = new Unknowns(result);
  const sections = [
    warnings(result, width, ink),
    headline(result, width, ink),
    figures(result, width, ink, unknown),
    unknown.lines(width, ink),
    equityChart(result, width, ink),
    titled(
      "Returns by month, in percent",
      monthsTable(result, width - 2, ink).map((line) => `  ${line}`),
      ink,
    ),
    titled("Deepest drawdowns", drawdownTable(result, width, ink), ink),
    titled("From bars to fills", funnelLines(result, width, ink), ink),
    titled("Still open at the last close", openPositionLines(result, width), ink),
    origin(result, width, ink),
  ];
  return sections.filter((lines) => lines.length > 0).map((lines) =>
    lines.map((line) => line.trimEnd()).join("\n") + "\n"
  ).join("\n");
}

/** Positions open at the end, the largest first; few of many. */
function openPositionLines({ openPositions, config, metrics }: RunResult, width: number): string[] {
  const decimals = moneyDecimals(metrics.initialEquity ?? config.cash);
  const shown = openPositions.toSorted((a, b) => b.quantity * b.lastPrice - a.quantity * a.lastPrice)
    .slice(0, OPEN_POSITIONS_SHOWN);
  const lines = shown.map(({ instrument, direction, quantity, entryPrice, lastPrice, unrealisedProfit }) =>
    shorten(
      `  ${shorten(plain(instrument), 16)} ${direction} ${formatQuantity(quantity)} from ${
        formatPrice(entryPrice)
      }, ` +
        `now ${formatPrice(lastPrice)}: ${formatSigned(unrealisedProfit, decimals)} before fees`,
      width,
    )
  );
  const rest = openPositions.length - shown.length;
  return rest > 0 ? [...lines, `  and ${formatCount(rest)} more`] : lines;
}

/** Whole units as a count, fractions with the digits that matter. */
function formatQuantity(quantity: number): string {
  return Number.isInteger(quantity) ? formatCount(quantity) : formatPrice(quantity);
}

function titled(title: string, lines: string[], ink: Ink): string[] {
  return lines.length === 0 ? [] : [ink.strong(title), ...lines];
}

/** What must be read before any figure. */
function warnings(result: RunResult, width: number, ink: Ink): string[] {
  const lines: string[] = [];
  if (!result.complete) {
    const reason = plain(result.incompleteReason ?? "no reason was given").replace(/\.$/, "");
    lines.push(
      ...wrap(`! INCOMPLETE: ${reason}. The figures cover only what had run until then.`, width, "", "  "),
    );
  }
  const skipped = Object.entries(result.data.skippedRows).filter(([, count]) => count > 0);
  if (skipped.length > 0) {
    const total = skipped.reduce((sum, [, count]) => sum + count, 0);
    const reasons = skipped.map(([reason, count]) => `${plain(reason)} (${formatCount(count)})`).join(", ");
    lines.push(...wrap(`! ${formatCountOf(total, "row")} of data left out: ${reasons}.`, width, "", "  "));
  }
  const noTrade = noTradeSentence(result);
  if (noTrade !== undefined) lines.push(...wrap(noTrade, width));
  return lines.map(ink.warn);
}

function headline(result: RunResult, width: number, ink: Ink): string[] {
  const { config } = result;
  const timeframe = ` · ${plain(config.timeframe)}`;
  const what = shorten(
    symbols(config.instruments.map(({ symbol }) => symbol)),
    width - NAME_WIDTH_MIN - textWidth(timeframe),
  ) +
    timeframe;
  const name = shorten(plain(config.strategy), width - textWidth(what) - 2);
  const params = Object.entries(config.params).map(([key, value]) => `${plain(key)} ${paramText(value)}`);
  const [first, last] = span(result);
  return [
    ink.strong(padRight(name, width - textWidth(what))) + ink.strong(what),
    ...(params.length === 0 ? [] : wrapParts(params, width)),
    ...wrapParts([`${first} to ${last}`, barCount(result)], width).map(ink.faint),
    ...wrapParts(conditions(config), width).map(ink.faint),
  ];
}

/** "1,260 bars", "9 bars after 1,251 of warm-up". */
function barCount({ data, funnel }: RunResult): string {
  const warmup = funnel.bars - data.bars;
  return formatCountOf(data.bars, "bar") + (warmup > 0 ? ` after ${formatCount(warmup)} of warm-up` : "");
}

/** "AAPL", "AAPL, IBM, KO", "AAPL, IBM, KO and 47 more". */
function symbols(instruments: readonly string[]): string {
  const names = instruments.map((symbol) => shorten(plain(symbol), 16));
  if (names.length <= SYMBOLS_SHOWN + 1) return names.join(", ");
  return `${names.slice(0, SYMBOLS_SHOWN).join(", ")} and ${formatCount(names.length - SYMBOLS_SHOWN)} more`;
}

function paramText(value: unknown): string {
  const text = typeof value === "number" && Number.isFinite(value)
    ? String(value).replace("-", "−")
    : typeof value === "string"
    ? value
    : JSON.stringify(value) ?? "not set";
  return shorten(plain(text), PARAM_WIDTH_MAX);
}

/** Dates of the first and the last bar: from the curve's close times where there is one. */
function span({ data, equity }: RunResult): [string, string] {
  const { timeMs } = equity;
  if (data.bars === 0 && timeMs.length === 0) return [UNKNOWN, UNKNOWN];
  const first = timeMs[0] ?? data.firstTimeMs, last = timeMs[timeMs.length - 1] ?? data.lastTimeMs;
  if (last - first < 10 * DAY_MS && first % DAY_MS !== 0) {
    return [formatDateTime(first), `${formatDateTime(last)} UTC`];
  }
  return [formatCloseDate(first), formatCloseDate(last)];
}

const DIRECTIONS: Readonly<Record<RunConfig["direction"], string>> = {
  long: "long only",
  short: "short only",
  both: "long and short",
};

function conditions(config: RunConfig): string[] {
  const parts = [DIRECTIONS[config.direction]];
  if (config.feeBps > 0) parts.push(`fee ${config.feeBps} bps`);
  if (config.feePerShare > 0) parts.push(`fee ${config.feePerShare} a share`);
  if (config.feeBps === 0 && config.feePerShare === 0) parts.push("no fees");
  parts.push(config.slippageBps > 0 ? `slippage ${config.slippageBps} bps` : "no slippage");
  if (config.leverage !== 1) parts.push(`leverage ${config.leverage}`);
  if (config.preset !== "" && config.preset !== "lockstep") parts.push(`as ${plain(config.preset)} does`);
  return parts;
}

/** A line of figures: its label, the number, what it counts, and whether it is good or bad. */
interface Figure {
  readonly label: string;
  readonly number: string;
  readonly unit: string;
  readonly tone: (text: string) => string;
}

function figures(result: RunResult, width: number, ink: Ink, unknown: Unknowns): string[] {
  const { metrics } = result;
  const decimals = moneyDecimals(metrics.initialEquity ?? result.config.cash);
  const asIs = (text: string) => text;
  const of = (
    label: string,
    name: string,
    format: (value: number) => string | readonly [string, string],
    unit = "",
    isToned = false,
  ): Figure => {
    const value = unknown.look(label, name);
    if (value === undefined) return { label, number: UNKNOWN, unit: "", tone: ink.faint };
    const formatted = format(value);
    const [number, ownUnit] = typeof formatted === "string" ? [formatted, unit] : formatted;
    return { label, number, unit: ownUnit, tone: isToned ? bySign(ink, value) : asIs };
  };
  const signed = (value: number) => formatSigned(value, 2);
  const number = (value: number) => formatNumber(value, 2);
  const money = (value: number) => formatNumber(value, decimals);

  const earned = [
    of("Return", "returnPct", signed, "%", true),
    of("Buy and hold", "buyAndHoldPct", signed, "%"),
    ...difference(metrics, ink),
    of("A year (CAGR)", "cagrPct", signed, "%", true),
    of("Started with", "initialEquity", money),
    of("Ended with", "finalEquity", money),
  ];
  const pain = [
    of("Deepest drawdown", "maxDrawdownPct", number, "%", true),
    of("Longest drawdown", "maxDrawdownDays", formatDuration),
    of("Volatility a year", "volatilityPct", number, "%"),
    of("Sharpe", "sharpe", number),
    of("Sortino", "sortino", number),
    of("Calmar", "calmar", number),
  ];
  const hasTrades = (metrics.trades ?? 0) > 0;
  const done = [
    of("Trades", "trades", formatCount),
    ...(!hasTrades ? [] : [
      of("Won", "winRatePct", number, "%"),
      of("Profit factor", "profitFactor", number),
      of("Expectancy a trade", "expectancyPct", signed, "%", true),
      of("Average win", "averageWinPct", signed, "%"),
      of("Average loss", "averageLossPct", signed, "%"),
    ]),
  ];
  const market = [
    of("Share of bars", "exposurePct", number, "%"),
    ...(!hasTrades ? [] : [
      of("Average trade lasts", "averageTradeDays", formatDuration),
      of("Best trade", "bestTradePct", signed, "%"),
      of("Worst trade", "worstTradePct", signed, "%"),
    ]),
    of("Fees paid", "feesPaid", money),
    of("Slippage paid", "slippagePaid", money),
  ];
  const blocks: [string, Figure[], string, Figure[]][] = [
    ["Did it make money?", earned, "At what pain?", pain],
    ["What did it do?", done, "In the market", market],
  ];
  return sideBySide(blocks, width, ink);
}

/** Percentage points above or below buy and hold, where both are known. */
function difference({ returnPct, buyAndHoldPct }: RunResult["metrics"], ink: Ink): Figure[] {
  if (returnPct === undefined || buyAndHoldPct === undefined) return [];
  const points = returnPct - buyAndHoldPct;
  return [{
    label: points < 0 ? "Behind it" : points > 0 ? "Ahead of it" : "Level with it",
    number: formatSigned(points, 2),
    unit: "points",
    tone: bySign(ink, points),
  }];
}

/**
 * Two blocks in a row; all blocks of a side share the column of the decimal point. One below the other where there is no room.
 */
function sideBySide(rows: [string, Figure[], string, Figure[]][], width: number, ink: Ink): string[] {
  const leftFigures = rows.flatMap(([, figures]) => figures), rightFigures = rows.flatMap(([, , , f]) => f);
  const titles = (side: 0 | 2) => Math.max(...rows.map((row) => row[side].length));
  const leftLeast = Math.max(titles(0), leastWidth(leftFigures));
  const rightLeast = Math.max(titles(2), leastWidth(rightFigures));
  if (leftLeast + BLOCK_GAP_MIN + rightLeast > width) {
    const single = aligner([...leftFigures, ...rightFigures], width);
    return rows.flatMap(([leftTitle, left, rightTitle, right], row) => [
      ...row === 0 ? [] : [""],
      ink.strong(leftTitle),
      ...left.map(single),
      "",
      ink.strong(rightTitle),
      ...right.map(single),
    ]);
  }
  const half = Math.floor((width - BLOCK_GAP) / 2);
  const rightWidth = Math.max(half, rightLeast);
  const gap = Math.max(BLOCK_GAP_MIN, Math.min(BLOCK_GAP, width - rightWidth - leftLeast));
  const leftWidth = Math.max(leftLeast, Math.min(half, width - gap - rightWidth));
  const left = aligner(leftFigures, leftWidth), right = aligner(rightFigures, width - gap - leftWidth);
  return rows.flatMap(([leftTitle, leftOwn, rightTitle, rightOwn], row) => {
    const leftLines = [ink.strong(leftTitle), ...leftOwn.map(left)];
    const rightLines = [ink.strong(rightTitle), ...rightOwn.map(right)];
    const lines = Array.from(
      { length: Math.max(leftLines.length, rightLines.length) },
      (_, i) => padRight(leftLines[i] ?? "", leftWidth + gap) + (rightLines[i] ?? ""),
    );
    return row === 0 ? lines : ["", ...lines];
  });
}

/** Widths of the columns that figures need: labels, the part before the decimal point, the part from it on, units. */
function columnWidths(
  figures: readonly Figure[],
): { label: number; whole: number; part: number; unit: number } {
  const widest = (width: (figure: Figure) => number) => Math.max(...figures.map(width));
  return {
    label: 2 + widest(({ label }) => label.length),
    whole: widest((figure) => splitAtPoint(figure)[0].length),
    part: widest((figure) => splitAtPoint(figure)[1].length),
    unit: widest(({ unit }) => unit.length),
  };
}

function leastWidth(figures: readonly Figure[]): number {
  const { label, whole, part, unit } = columnWidths(figures);
  return label + 1 + whole + part + 1 + unit;
}

function splitAtPoint({ number }: Figure): [whole: string, part: string] {
  const point = number.indexOf(".");
  return point < 0 ? [number, ""] : [number.slice(0, point), number.slice(point)];
}

/** Makes lines whose numbers stand with their decimal points below each other and their units in one column. */
function aligner(figures: readonly Figure[], width: number): (figure: Figure) => string {
  const columns = columnWidths(figures);
  const gap = Math.max(1, Math.min(6, 1 + width - leastWidth(figures)));
  return (figure) => {
    const [whole, part] = splitAtPoint(figure);
    const number = padLeft(whole, gap + columns.whole) + part;
    const unit = figure.unit === "" ? "" : " ".repeat(columns.part - part.length + 1) + figure.unit;
    return padRight(`  ${figure.label}`, columns.label) + figure.tone(number) + unit;
  };
}

/** Figures that were asked for and are not known, with the reasons. */
class Unknowns {
  readonly #result: RunResult;
  readonly #labelsByReason = new Map<string, string[]>();

  constructor(result: RunResult) {
    this.#result = result;
  }

  look(label: string, name: string): number | undefined {
    const value = this.#result.metrics[name];
    if (value !== undefined && Number.isFinite(value)) return value;
    const reason = plain(this.#result.metricsAbsent[name] ?? "not recorded");
    this.#labelsByReason.set(reason, [...this.#labelsByReason.get(reason) ?? [], label]);
    return undefined;
  }

  lines(width: number, ink: Ink): string[] {
    return [...this.#labelsByReason].flatMap(([reason, labels]) =>
      wrap(`${UNKNOWN} ${labels.join(", ")}: ${reason}.`, width, "  ", "    ").map(ink.faint)
    );
  }
}

/** Times where the run is short and the line has room for them, else dates. */
function drawdownTable({ drawdowns, equity }: RunResult, width: number, ink: Ink): string[] {
  const shown = drawdowns.filter(({ depthPct }) => depthPct < 0).slice(0, 5);
  if (shown.length === 0) return [];
  const runDays = (equity.timeMs[equity.timeMs.length - 1] - equity.timeMs[0]) / DAY_MS;
  const isTimed = runDays < 30 && equity.timeMs.some((timeMs) => timeMs % DAY_MS !== 0);
  const format = isTimed && width >= 76 ? formatDateTime : formatCloseDate;
  const rows = shown.map(({ peakTimeMs, troughTimeMs, recoveredTimeMs, depthPct, lengthDays }) => [
    `${formatNumber(depthPct, 2)} %`,
    format(peakTimeMs),
    format(troughTimeMs),
    recoveredTimeMs === undefined ? "not yet" : format(recoveredTimeMs),
    formatDuration(lengthDays).join(" "),
  ]);
  const header = ["depth", "peak", "trough", "recovered", "length"];
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column].length))
  );
  const line = (cells: string[]) =>
    cells.map((cell, column) => (column === 0 || column === 4 ? padLeft : padRight)(cell, widths[column]));
  return [
    `  ${ink.faint(line(header).join("  "))}`,
    ...rows.map((row) => {
      const [depth, ...others] = line(row);
      return `  ${ink.loss(depth)}  ${others.join("  ")}`;
    }),
  ];
}

/** What one needs to find the run again and to know that it is the same. */
function origin({ fingerprint, config, data, versions }: RunResult, width: number, ink: Ink): string[] {
  const sources = config.feed.sources.map(plain);
  const shown = sources.length <= SYMBOLS_SHOWN + 1
    ? sources.join(", ")
    : `${sources.slice(0, SYMBOLS_SHOWN).join(", ")} and ${formatCount(sources.length - SYMBOLS_SHOWN)} more`;
  return [
    ...wrapParts([
      `Fingerprint ${plain(fingerprint)}`,
      `Lockstep ${plain(versions.lockstep)}`,
      `Deno ${plain(versions.deno)}`,
    ], width),
    ...wrapParts([`Data ${shown}`, `hash ${plain(data.fingerprint)}`], width),
  ].map(ink.faint);
}
