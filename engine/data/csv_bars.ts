import { barFault, Bars, isoTime } from "../bars.ts";
import { LockstepError } from "../error.ts";
import type { Timeframe } from "../timeframe.ts";
import {
  ADJUSTED,
  CLOSE,
  CSV_ROLES,
  type CsvColumns,
  HIGH,
  IGNORED,
  LOW,
  OPEN,
  TIME,
  TIME_OF_DAY,
  VOLUME,
} from "./csv_columns.ts";
import { CsvFile } from "./csv_file.ts";
import { csvHead } from "./csv_head.ts";
import { csvRow } from "./csv_row.ts";
import type { CsvTime } from "./csv_time.ts";
import { TimeZone } from "./time_zone.ts";

/** How to read a CSV file of bars. */
export interface CsvBarsOptions {
  /** Name of what is traded; by default the file name up to its first `_` or `.`, in capitals. */
  readonly symbol?: string;
  /** Span of the bars; by default the most common distance between the file's first times. */
  readonly timeframe?: Timeframe;
  /**
   * IANA zone of times that name none; UTC by default. Bars of a day or longer are dated, not timed: they open at midnight UTC of their
   * date, whatever the zone.
   */
  readonly timeZone?: string;
  /** Scales open, high, low and close by adjusted close / close. */
  readonly adjusted?: boolean;
  /** What a row that is no valid bar does: end the reading with an error, or be left out and counted. */
  readonly onBadRow?: "fail" | "skip";
  /** Only bars that open at or after this time. Of rows out of the range nothing is checked but their order. */
  readonly fromMs?: number;
  /** Only bars that open before this time. */
  readonly toMs?: number;
  /** Bars of a chunk. */
  readonly chunkBars?: number;
}

/**
 * Opens a CSV file of bars. Its columns, the form of its times and its timeframe are known at once; the bars follow as one goes
 * through it, in chunks, once, whatever the file's length in bounded memory:
 *
 *     const csv = readCsvBars("samples/aapl_1d.csv");
 *     for (const bars of csv) console.log(csv.symbol, csv.timeframe.text, bars.length);
 *
 * `for await` reads the file without holding up the rest of the process. A bar opens at its row's time and closes one timeframe later;
 * bars of months open and close with the calendar's months, on whichever day of the month their rows are dated.
 * Rows must ascend in time and be sound bars (see `barFault`).
 *
 * @throws LockstepError here where the file can't be read as bars at all; at the row, where that isn't one.
 */
export function readCsvBars(path: string, options: CsvBarsOptions = {}): CsvBars {
  return new CsvBars(path, options);
}

/** "data/aapl_1d_raw.csv" → "AAPL". */
export function symbolOfPath(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return name.replace(/(?<=.)[_.].*$/s, "").toUpperCase();
}

/** Bars of a CSV file: see {@link readCsvBars}. */
export class CsvBars implements Iterable<Bars>, AsyncIterable<Bars> {
  readonly path: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** What the header says. */
  readonly columns: CsvColumns;
  readonly #skippedRows: Record<string, number> = {};

  readonly #file: CsvFile;
  #hasBegun = false;
  readonly #time: CsvTime;
  readonly #isMonths: boolean;
  readonly #isAdjusted: boolean;
  readonly #isSkipping: boolean;
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #chunkBars: number;
  #chunk: Bars | undefined;
  #count = 0;
  #total = 0;
  /** Time of the first row, and of the last one that was in order. */
  #firstMs = NaN;
  #previousMs = NaN;
  /** Rows seen that lie behind the range. */
  #rowsBehind = 0;
  /** The row at hand, by role; its time in UTC. */
  readonly #row = new Float64Array(TIME + 1);
  #rowTimeMs = NaN;

  /** Use {@link readCsvBars}. */
  constructor(path: string, options: CsvBarsOptions) {
    this.path = path;
    this.symbol = options.symbol ?? symbolOfPath(path);
    this.#isSkipping = options.onBadRow === "skip";
    this.#isAdjusted = options.adjusted === true;
    this.#fromMs = options.fromMs ?? -Infinity;
    this.#toMs = options.toMs ?? Infinity;
    this.#chunkBars = options.chunkBars ?? CHUNK_BARS;
    const zone = options.timeZone === undefined || options.timeZone === "UTC"
      ? undefined
      : new TimeZone(options.timeZone);
    this.#file = new CsvFile(path);
    try {
      const { columns, time, timeframe } = csvHead(this.#file, options.timeframe);
      if (this.#isAdjusted && !columns.hasAdjusted) {
        throw new LockstepError(
          `${path}: it has no column of adjusted closes (Adj Close), so its prices can't be adjusted. ` +
            `It has ${columns.names.join(", ") || "no header"}.`,
        );
      }
      if (!this.#isAdjusted && columns.hasAdjusted) columns.roles[columns.roles.indexOf(ADJUSTED)] = IGNORED;
      this.columns = columns;
      this.timeframe = timeframe;
      this.#isMonths = timeframe.text.endsWith("M");
      this.#time = time;
      if (timeframe.spanMs < DAY_MS) time.zone = zone;
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  /** How many rows have been left out so far, by reason: { "high below close": 3 }. */
  get skippedRows(): Readonly<Record<string, number>> {
    return this.#skippedRows;
  }

  /** All bars that are left, at once: for files that fit into memory. */
  readAll(): Bars {
    return Bars.concat([...this]);
  }

  *[Symbol.iterator](): Generator<Bars, void> {
    this.#begin();
    try {
      for (;;) {
        if (this.#parse()) yield this.#take();
        else if (this.#file.hasEnded) break;
        else this.#file.more();
      }
      if (this.#count > 0) yield this.#take();
      this.#requireBars();
    } finally {
      this.close();
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Bars, void> {
    this.#begin();
    try {
      for (;;) {
        if (this.#parse()) yield this.#take();
        else if (this.#file.hasEnded) break;
        else await this.#file.moreLater();
      }
      if (this.#count > 0) yield this.#take();
      this.#requireBars();
    } finally {
      this.close();
    }
  }

  /** Closes the file. Going through it to the end, or leaving the loop, does so too. */
  close(): void {
    this.#file.close();
  }

  #begin(): void {
    if (this.#hasBegun) {
      throw new Error(`${this.path}: CsvBars can be gone through once: call readCsvBars again.`);
    }
    this.#hasBegun = true;
  }

  #take(): Bars {
    const chunk = this.#chunk!;
    const bars = this.#count === chunk.length ? chunk : chunk.slice(0, this.#count);
    this.#total += this.#count;
    this.#chunk = undefined;
    this.#count = 0;
    return bars;
  }

  /** A file that gave no bar at all says why. */
  #requireBars(): void {
    if (this.#total > 0) return;
    const skipped = Object.entries(this.#skippedRows).map(([reason, count]) => `${reason}: ${count}`).join(
      ", ",
    );
    if (skipped !== "") {
      throw new LockstepError(`${this.path}: none of its rows is a sound bar (${skipped}).`);
    }
    const range = [
      this.#fromMs > -Infinity ? `from ${isoTime(this.#fromMs)}` : "",
      this.#toMs < Infinity ? `before ${isoTime(this.#toMs)}` : "",
    ].filter((part) => part !== "").join(" and ");
    throw new LockstepError(
      `${this.path}: it has no bars ${range}: its rows ` +
        (this.#firstMs >= this.#toMs
          ? `begin at ${isoTime(this.#firstMs)}.`
          : `run from ${isoTime(this.#firstMs)} to ${isoTime(this.#previousMs)}.`),
    );
  }

  /**
   * Reads rows from the buffer until a chunk is full (true) or the whole lines are used up (false). The hot loop: a number is its digits
   * as a whole number over a power of ten, which rounds as `Number` does up to 2^53 over 10^22; a row with anything else in it (quotes
   * within quotes, spaces, exponents, signs of trouble) is read again, slowly, by `#readRow`.
   */
  #parse(): boolean {
    const file = this.#file, row = this.#row, time = this.#time;
    const { bytes, limit } = file;
    const roles = this.columns.roles,
      columnCount = roles.length,
      delimiter = this.columns.delimiter.charCodeAt(0);
    const isEpoch = time.kind === "epoch";
    const { timeframe } = this;
    const spanMs = timeframe.spanMs, isMonths = this.#isMonths, isAdjusted = this.#isAdjusted;
    const fromMs = this.#fromMs, toMs = this.#toMs;
    const chunk = this.#chunk ??= Bars.allocate(this.#chunkBars);
    const { openTimeMs, closeTimeMs, open, high, low, close, volume } = chunk;
    const capacity = chunk.length;
    let count = this.#count, previousMs = this.#previousMs, at = file.at, line = file.line;
    row[VOLUME] = 0;

    while (at < limit && count < capacity) {
      const lineAt = at;
      let byte = bytes[at];
      line++;
      if (byte === LF) {
        at++;
        continue;
      }
      let column = 0, isPlain = true;
      let dayAt = 0, dayEnd = 0, timeAt = 0, timeEnd = 0;
      for (;;) {
        const role = column < columnCount ? roles[column] : -1;
        const isQuoted = byte === QUOTE;
        if (isQuoted) byte = bytes[++at];
        if (role >= 0 && (role <= ADJUSTED || (role === TIME && isEpoch))) {
          let whole = 0;
          const digitsAt = at;
          while (byte >= ZERO && byte <= NINE) {
            whole = whole * 10 + (byte - ZERO);
            byte = bytes[++at];
          }
          let decimals = 0;
          if (byte === POINT) {
            const decimalsAt = at + 1;
            byte = bytes[++at];
            while (byte >= ZERO && byte <= NINE) {
              whole = whole * 10 + (byte - ZERO);
              byte = bytes[++at];
            }
            decimals = at - decimalsAt;
          }
          isPlain = at > digitsAt + (decimals === 0 && bytes[at - 1] === POINT ? 1 : 0) &&
            whole <= MAX_WHOLE && decimals <= 22;
          row[role] = decimals === 0 ? whole : whole / POWERS_OF_TEN[decimals];
        } else {
          const cellAt = at;
          while ((byte !== delimiter || isQuoted) && byte !== LF && byte !== CR && byte !== QUOTE) {
            byte = bytes[++at];
          }
          if (role === TIME) {
            dayAt = cellAt;
            dayEnd = at;
          } else if (role === TIME_OF_DAY) {
            timeAt = cellAt;
            timeEnd = at;
          }
        }
        if (isQuoted) {
          isPlain &&= byte === QUOTE;
          byte = bytes[++at];
        }
        column++;
        if (byte === delimiter && isPlain) {
          byte = bytes[++at];
          continue;
        }
        if (byte === CR) byte = bytes[++at];
        isPlain &&= byte === LF;
        break;
      }
      at++;
      let timeMs = NaN;
      let fault: Fault | undefined;
      if (isPlain && column === columnCount) {
        timeMs = isEpoch
          ? time.epochMs(row[TIME])
          : time.read(bytes, dayAt, dayEnd, timeAt, timeEnd, previousMs);
      }
      if (timeMs !== timeMs) {
        at = bytes.indexOf(LF, lineAt) + 1;
        fault = this.#readRow(file.text(lineAt, at - 1), previousMs);
        if (fault === BLANK) continue;
        timeMs = this.#rowTimeMs;
      }
      if (isMonths && timeMs === timeMs) timeMs = timeframe.startMs(timeMs);
      if (this.#firstMs !== this.#firstMs) this.#firstMs = timeMs;
      if ((timeMs < fromMs || timeMs >= toMs) && !(timeMs <= previousMs)) {
        previousMs = timeMs;
        if (timeMs >= toMs && ++this.#rowsBehind === ROWS_BEHIND) {
          file.hasEnded = true;
          at = limit;
        }
        continue;
      }
      if (fault === undefined) {
        const o = row[OPEN], h = row[HIGH], l = row[LOW], c = row[CLOSE], v = row[VOLUME];
        openTimeMs[count] = timeMs;
        closeTimeMs[count] = isMonths ? timeframe.endMs(timeMs) : timeMs + spanMs;
        open[count] = o;
        high[count] = h;
        low[count] = l;
        close[count] = c;
        volume[count] = v;
        if (
          !(timeMs > previousMs && h >= o && h >= c && l <= o && l <= c && l > 0 && h < Infinity && v >= 0 &&
            v < Infinity)
        ) {
          fault = faultOf(barFault(chunk, count, previousMs));
        }
        if (isAdjusted && fault === undefined) {
          const factor = row[ADJUSTED] / c;
          if (factor > 0 && factor < Infinity) {
            open[count] = o * factor;
            close[count] = row[ADJUSTED];
            high[count] = Math.max(h * factor, row[ADJUSTED]); // the product's last bit may fall below
            low[count] = Math.min(l * factor, row[ADJUSTED]);
          } else {fault = {
              text: `adjusted close ${row[ADJUSTED]} is not above zero`,
              reason: "adjusted close not above zero",
            };}
        }
      }
      if (fault !== undefined) {
        this.#bad(fault, line, timeMs);
        continue;
      }
      previousMs = timeMs;
      count++;
    }
    this.#count = count;
    this.#previousMs = previousMs;
    file.at = at;
    file.line = line;
    return count === capacity;
  }

  /** Reads a row cell by cell into `#row` and `#rowTimeMs`, or tells what is wrong with it. */
  #readRow(line: string, previousMs: number): Fault | undefined {
    this.#rowTimeMs = NaN;
    if (line.trim() === "") return BLANK;
    const { roles, delimiter } = this.columns;
    const cells = csvRow(line, delimiter);
    if (cells === undefined) return { text: "its quotes don't pair up", reason: "quotes that don't pair up" };
    const dayCell = roles.indexOf(TIME), timeCell = roles.indexOf(TIME_OF_DAY);
    if (dayCell < cells.length) {
      this.#rowTimeMs = this.#time.readText(
        cells[dayCell],
        timeCell < 0 ? undefined : cells[timeCell] ?? "",
        previousMs,
      );
    }
    if (cells.length !== roles.length) {
      return {
        text: `it has ${cells.length} cells, not ${roles.length}${
          this.columns.names.length > 0 ? " as the header" : ""
        }`,
        reason: cells.length < roles.length ? "too few cells" : "too many cells",
      };
    }
    if (Number.isNaN(this.#rowTimeMs)) {
      const text = cells[dayCell] + (timeCell < 0 ? "" : ` ${cells[timeCell]}`);
      return text.trim() === "" ? { text: "its time is empty", reason: "time empty", column: dayCell + 1 } : {
        text: `"${text}" is not a time as the rows above have it`,
        reason: "time not readable",
        column: dayCell + 1,
      };
    }
    for (let column = 0; column < cells.length; column++) {
      const role = roles[column];
      if (role > ADJUSTED) continue;
      const name = CSV_ROLES[role], cell = cells[column];
      if (cell === "") return { text: `${name} is empty`, reason: `${name} empty`, column: column + 1 };
      if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(cell)) {
        return {
          text: `${name} "${cell}" is not a number`,
          reason: `${name} not a number`,
          column: column + 1,
        };
      }
      this.#row[role] = Number(cell);
    }
    return undefined;
  }

  /** Ends the reading with the fault, or counts it. */
  #bad({ text, reason, column }: Fault, line: number, timeMs: number): void {
    if (this.#isSkipping) {
      this.#skippedRows[reason] = (this.#skippedRows[reason] ?? 0) + 1;
      return;
    }
    const when = Number.isNaN(timeMs) || text.startsWith("its time") ? "" : ` (${isoTime(timeMs)})`;
    throw new LockstepError(
      `${this.path}:${line}${column === undefined ? "" : `:${column}`}: ${text}${when}. ` +
        `Use --on-bad-row skip to leave such rows out.`,
    );
  }
}

/** What is wrong with a row: in words, as a reason to count by, and in which cell (from 1) where it is one. */
interface Fault {
  readonly text: string;
  readonly reason: string;
  readonly column?: number;
}

const BLANK: Fault = { text: "it is blank", reason: "blank" };

const CHUNK_BARS = 8192;
/** So many rows in order behind the range, and no row of the range is thought to follow. One alone may be a slip of the year. */
const ROWS_BEHIND = 16;
const DAY_MS = 86_400_000;
const MAX_WHOLE = Number.MAX_SAFE_INTEGER;
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const LF = 10, CR = 13, QUOTE = 34, POINT = 46, ZERO = 48, NINE = 57;

/** Names the reason of a bar's fault without its figures: "high 101.2 is below close 101.9" → "high below close". */
function faultOf(text: string | undefined): Fault | undefined {
  if (text === undefined) return undefined;
  if (text.includes("stands twice")) return { text, reason: "time twice" };
  if (text.includes("before the bar above")) return { text, reason: "time out of order" };
  const figureless = text.split(" ").filter((word) => word !== "is" && !/^-?(\d|Infinity|NaN)/.test(word))
    .join(" ");
  return { text, reason: figureless.replace(",", "") };
}
