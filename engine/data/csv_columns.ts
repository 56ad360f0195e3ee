import { LockstepError } from "../error.ts";
import { csvRow } from "./csv_row.ts";

/** What a cell of a row holds. The first five are numbered as the columns of a bar are. */
export const CSV_ROLES = [
  "open",
  "high",
  "low",
  "close",
  "volume",
  "adjusted close",
  "time",
  "time of day",
  "",
] as const;
/** Indices into {@link CSV_ROLES}. */
export const OPEN = 0,
  HIGH = 1,
  LOW = 2,
  CLOSE = 3,
  VOLUME = 4,
  ADJUSTED = 5,
  TIME = 6,
  TIME_OF_DAY = 7,
  IGNORED = 8;

/** Which cell of a file's rows holds what. */
export interface CsvColumns {
  readonly delimiter: string;
  /** As they stand in the header; none where there is no header. */
  readonly names: readonly string[];
  /** Role of each cell, by index. */
  readonly roles: Uint8Array;
  readonly hasVolume: boolean;
  readonly hasAdjusted: boolean;
}

/**
 * Names by role, the better ones first; `columnName` has made them lower case with underscores. From Yahoo, Binance, Stooq (in English
 * and Polish), TradingView, Alpha Vantage, Dukascopy, MetaTrader, CryptoDataDownload, pandas and ourselves.
 */
const NAMES: Record<number, readonly string[]> = {
  [OPEN]: ["open", "o", "open_price", "otwarcie"],
  [HIGH]: ["high", "h", "high_price", "najwyzszy"],
  [LOW]: ["low", "l", "low_price", "najnizszy"],
  [CLOSE]: ["close", "c", "close_price", "last", "zamkniecie"],
  [VOLUME]: ["volume", "vol", "v", "wolumen", "tick_volume", "tickvol"],
  [ADJUSTED]: ["adj_close", "adjclose", "adjusted_close", "adjustedclose", "close_adj"],
};
const TIMESTAMPS =
  "ts_ms time_ms open_time_ms time_utc_ms timestamp_ms epoch_ms unix_ms open_time opentime timestamp ts unix " +
  "unix_timestamp unix_time epoch datetime date_time time_utc gmt_time utc";
const DAYS = "date data day month";
const TIMES = "time local_time t";

/**
 * Reads the header, or knows Binance's dumps, which have none, by their twelve numbers.
 * @throws LockstepError naming the columns that are there and those that are missing.
 */
export function csvColumns(path: string, lineNumber: number, line: string): CsvColumns {
  const delimiter = [",", ";", "\t", "|"].find((each) => line.includes(each)) ?? ",";
  const names = csvRow(line, delimiter);
  if (names === undefined) {
    throw new LockstepError(`${path}:${lineNumber}: its header has a quote that isn't closed.`);
  }
  if (names.length >= 5 && names.every((name) => /^[-+\d.:T Z/]+$/.test(name))) {
    return headerless(path, lineNumber, delimiter, names);
  }
  const words = names.map(columnName);
  const roles = new Uint8Array(names.length).fill(IGNORED);
  const missing: string[] = [];
  const take = (role: number, wanted: readonly string[]): boolean => {
    for (const word of wanted) {
      const index = words.indexOf(word);
      if (index < 0) continue;
      if (words.indexOf(word, index + 1) >= 0) {
        throw new LockstepError(`${path}:${lineNumber}: its header has the column "${names[index]}" twice.`);
      }
      roles[index] = role;
      return true;
    }
    return false;
  };
  const hasTimestamp = take(TIME, TIMESTAMPS.split(" "));
  if (!hasTimestamp) {
    const hasDay = take(TIME, DAYS.split(" "));
    const hasTime = take(hasDay ? TIME_OF_DAY : TIME, TIMES.split(" "));
    if (!hasDay && !hasTime) {
      if (words[0] === "") roles[0] = TIME; // pandas leaves the name of its index out
      else missing.push("time");
    }
  }
  for (const role of [OPEN, HIGH, LOW, CLOSE]) if (!take(role, NAMES[role])) missing.push(CSV_ROLES[role]);
  const hasVolume = take(VOLUME, NAMES[VOLUME]) ||
    take(VOLUME, words.filter((word) => word.startsWith("volume_")).slice(0, 1));
  const hasAdjusted = take(ADJUSTED, NAMES[ADJUSTED]);
  if (missing.length > 0) {
    throw new LockstepError(
      `${path}:${lineNumber}: its header has no column for ${list(missing, "and")}. It has ${
        shown(names)
      }; ` +
        `needed are a time (date, time, timestamp, …), open, high, low and close.`,
    );
  }
  return { delimiter, names, roles, hasVolume, hasAdjusted };
}

/** open_time, open, high, low, close, volume, close_time, … */
function headerless(
  path: string,
  lineNumber: number,
  delimiter: string,
  cells: readonly string[],
): CsvColumns {
  if (cells.length !== 12) {
    throw new LockstepError(
      `${path}:${lineNumber}: it has no header, so what its ${cells.length} columns hold is unknown. ` +
        `Put a line above, such as time,open,high,low,close,volume.`,
    );
  }
  const roles = new Uint8Array(12).fill(IGNORED);
  roles.set([TIME, OPEN, HIGH, LOW, CLOSE, VOLUME]);
  return { delimiter, names: [], roles, hasVolume: true, hasAdjusted: false };
}

/** "<OPEN>" → open, "Adj Close" → adj_close, "1. open" → open. */
function columnName(name: string): string {
  return name.toLowerCase().replace(/^\d+\.\s*/, "").replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
}

function shown(names: readonly string[]): string {
  const first = names.slice(0, 12).map((
    name,
  ) => (name === "" ? '""' : name.length > 24 ? name.slice(0, 24) + "…" : name));
  return names.length > 12 ? `${first.join(", ")}, … (${names.length} columns)` : list(first, "and");
}

function list(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
