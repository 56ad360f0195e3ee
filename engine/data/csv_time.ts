import type { TimeZone } from "./time_zone.ts";

const DAY_MS = 86_400_000;
const ZERO = 48;
const encoder = new TextEncoder();

/** How a file writes its times: epoch numbers or calendar dates. */
export type CsvTimeKind = "epoch" | "calendar";

/**
 * Reads the times of one CSV file, whose first row told how they are written:
 *
 *     2019-03-04   2019/03/04   2019.03.04   20190304         a date; midnight UTC where nothing follows
 *     … T or space, then 16:00   16:00:00   16:00:00.250   1600   160000
 *     … Z   UTC   +01:00   -0500                              none: the zone of `zone`, UTC where that is unset
 *     1551715200   1551715200000   1551715200000000 (…000)    epoch s, ms, µs or ns, by the magnitude of the first row
 */
export class CsvTime {
  readonly kind: CsvTimeKind;
  /** Zone of times that name none. */
  zone: TimeZone | undefined;
  #unit: EpochUnit;
  #dayKey = NaN;
  #dayMs = NaN;
  #zoneShiftMs = NaN;

  private constructor(kind: CsvTimeKind, unit: EpochUnit) {
    this.kind = kind;
    this.#unit = unit;
  }

  /** Learns from a first cell how times are written; undefined where it is no time. */
  static learn(cell: string): CsvTime | undefined {
    const calendar = new CsvTime("calendar", MILLISECONDS);
    if (!Number.isNaN(calendar.readText(cell))) return calendar;
    if (!/^-?\d+(\.\d*)?$/.test(cell)) return undefined;
    const value = Number(cell);
    return Math.abs(value) < 1e7 ? undefined : new CsvTime("epoch", epochUnit(value));
  }

  /** Milliseconds of an epoch number. A file that moves on to finer units, as Binance's dumps did in 2025, is followed. */
  epochMs(value: number): number {
    if (value * this.#unit.ms >= 1e14 * this.#unit.per) this.#unit = epochUnit(value);
    return Math.round(value * this.#unit.ms / this.#unit.per);
  }

  /** UTC of a cell of text; NaN where it isn't a time. */
  readText(cell: string, timeOfDay?: string, afterMs = NaN): number {
    if (this.kind === "epoch") return /^-?\d+(\.\d*)?$/.test(cell) ? this.epochMs(Number(cell)) : NaN;
    const bytes = encoder.encode(cell);
    if (timeOfDay === undefined) return this.read(bytes, 0, bytes.length, 0, 0, afterMs);
    const timeBytes = encoder.encode(cell + timeOfDay);
    return this.read(timeBytes, 0, bytes.length, bytes.length, timeBytes.length, afterMs);
  }

  /**
   * UTC of the date in bytes[from…to−1], with the time of day behind it or, where `timeFrom` < `timeTo`, in a cell of its own.
   * NaN where it isn't a time. `afterMs` is the time of the row above: it settles the hour that stands twice in autumn.
   */
  read(
    bytes: Uint8Array,
    from: number,
    to: number,
    timeFrom: number,
    timeTo: number,
    afterMs: number,
  ): number {
    if (to - from < 8) return NaN;
    const separator = bytes[from + 4];
    let dayKey: number, at: number;
    if (separator === 45 || separator === 47 || separator === 46) { // - / .
      if (bytes[from + 7] !== separator || to - from < 10) return NaN;
      dayKey = digits4(bytes, from) * 10_000 + digits2(bytes, from + 5) * 100 + digits2(bytes, from + 8);
      at = from + 10;
    } else {
      dayKey = digits4(bytes, from) * 10_000 + digits2(bytes, from + 4) * 100 + digits2(bytes, from + 6);
      at = from + 8;
    }
    if (dayKey !== this.#dayKey) {
      this.#dayKey = dayKey;
      this.#dayMs = dayOf(dayKey);
    }
    if (timeFrom < timeTo) {
      if (at !== to) return NaN;
      at = timeFrom;
      to = timeTo;
    } else {
      if (at === to) return this.#dayMs;
      if (bytes[at] !== 84 && bytes[at] !== 32) return NaN; // T or space
      at++;
    }
    const wallMs = this.#dayMs + this.#readTimeOfDay(bytes, at, to);
    if (this.#zoneShiftMs === this.#zoneShiftMs) return wallMs - this.#zoneShiftMs;
    return this.zone === undefined || wallMs !== wallMs ? wallMs : this.zone.toUtcMs(wallMs, afterMs);
  }

  /** Milliseconds since midnight; sets the shift of a zone that stands behind, NaN where there is none. */
  #readTimeOfDay(bytes: Uint8Array, from: number, to: number): number {
    this.#zoneShiftMs = NaN;
    const isOneDigit = bytes[from + 1] === 58; // 9:30
    const hour = isOneDigit ? bytes[from] - ZERO : digits2(bytes, from);
    let at = from + (isOneDigit ? 1 : 2);
    const hasColons = bytes[at] === 58;
    if (hasColons) at++;
    if (at + 2 > to) return NaN;
    const minute = digits2(bytes, at);
    at += 2;
    let ms = 0;
    if (hasColons ? bytes[at] === 58 && at < to : at + 1 < to && isDigit(bytes[at])) {
      if (hasColons) at++;
      if (at + 2 > to) return NaN;
      const second = digits2(bytes, at);
      if (!(second < 60)) return NaN;
      ms = second * 1000;
      at += 2;
      if (bytes[at] === 46 && at < to) {
        let unit = 100;
        for (at++; at < to && isDigit(bytes[at]); at++, unit /= 10) ms += (bytes[at] - ZERO) * unit;
        ms = Math.floor(ms);
      }
    }
    if (!(hour >= 0 && hour < 24 && minute < 60)) return NaN;
    if (at < to) {
      this.#zoneShiftMs = readZone(bytes, at, to);
      if (this.#zoneShiftMs !== this.#zoneShiftMs) return NaN;
    }
    return (hour * 60 + minute) * 60_000 + ms;
  }
}

/** So many milliseconds per so many units: two whole numbers, so that nothing is lost. */
interface EpochUnit {
  readonly ms: number;
  readonly per: number;
}

const MILLISECONDS: EpochUnit = { ms: 1, per: 1 };

/** Epoch seconds of our days have 10 digits, milliseconds 13, microseconds 16, nanoseconds 19. */
function epochUnit(value: number): EpochUnit {
  const size = Math.abs(value);
  if (size < 1e11) return { ms: 1000, per: 1 };
  if (size < 1e14) return MILLISECONDS;
  return size < 1e17 ? { ms: 1, per: 1e3 } : { ms: 1, per: 1e6 };
}

/** Z, UTC, GMT, +01, +01:00, +0100, with or without a space before: what the zone adds to UTC; NaN for anything else. */
function readZone(bytes: Uint8Array, from: number, to: number): number {
  let at = bytes[from] === 32 ? from + 1 : from;
  const length = to - at;
  if (length === 1 && bytes[at] === 90) return 0;
  if (length === 3 && (bytes[at] === 85 && bytes[at + 1] === 84 && bytes[at + 2] === 67)) return 0;
  if (length === 3 && (bytes[at] === 71 && bytes[at + 1] === 77 && bytes[at + 2] === 84)) return 0;
  const sign = bytes[at] === 43 ? 1 : bytes[at] === 45 ? -1 : NaN;
  const hours = digits2(bytes, ++at);
  at += 2;
  if (at === to) return sign * hours * 3_600_000;
  if (bytes[at] === 58) at++;
  if (at + 2 !== to) return NaN;
  return sign * (hours * 60 + digits2(bytes, at)) * 60_000;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 57;
}

/** Two digits as a number; NaN where they aren't digits. */
function digits2(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - ZERO, ones = bytes[at + 1] - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

function digits4(bytes: Uint8Array, at: number): number {
  return digits2(bytes, at) * 100 + digits2(bytes, at + 2);
}

/** Midnight UTC of 20190304; NaN where the calendar has no such day. */
function dayOf(dayKey: number): number {
  const year = Math.floor(dayKey / 10_000), month = Math.floor(dayKey / 100) % 100, day = dayKey % 100;
  if (!(year >= 1800 && year < 2200)) return NaN;
  const dayMs = Date.UTC(year, month - 1, day);
  const date = new Date(dayMs);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? Math.floor(dayMs / DAY_MS) * DAY_MS
    : NaN;
}
