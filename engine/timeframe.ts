import { LockstepError } from "./error.ts";

/** A bar's span as traders write it: `30s`, `1m`, `4h`, `1d`, `1w`, `1M` (`m` minutes, `M` months). */
export type TimeframeText = `${number}${"s" | "m" | "h" | "d" | "w" | "M"}`;

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** 1970-01-05 was the first Monday of epoch time; weeks start on Mondays (ISO 8601). */
const FIRST_MONDAY_MS = 4 * UNIT_MS.d;

/**
 * A span of time cut at fixed points of UTC: seconds to days at multiples of their length since the epoch, weeks on Mondays,
 * months on the first. A bucket holds the times from its start up to, but not including, its end.
 */
export class Timeframe {
  readonly text: string;
  readonly #count: number;
  readonly #spanMs: number;
  readonly #isMonths: boolean;

  private constructor(count: number, unit: string) {
    this.text = `${count}${unit}`;
    this.#count = count;
    this.#isMonths = unit === "M";
    this.#spanMs = this.#isMonths ? count * 30 * UNIT_MS.d : count * UNIT_MS[unit as keyof typeof UNIT_MS];
  }

  /** Reads `5m`, `1d`, `1M`, … @throws LockstepError naming what came and what is possible. */
  static parse(text: string): Timeframe {
    const match = /^([1-9]\d{0,3})([smhdwM])$/.exec(text);
    if (match === null) {
      throw new LockstepError(
        `Cannot read the timeframe "${text}": it must be a whole number and a unit, such as 1s, 5m, 4h, 1d, 1w or 1M.`,
      );
    }
    return new Timeframe(Number(match[1]), match[2]);
  }

  /** The timeframe whose bars are this long, where it is a whole number of seconds. */
  static ofMs(spanMs: number): Timeframe {
    if (spanMs >= 28 * UNIT_MS.d && spanMs <= 31 * UNIT_MS.d) return new Timeframe(1, "M");
    for (const unit of ["w", "d", "h", "m", "s"] as const) {
      if (spanMs >= UNIT_MS[unit] && spanMs % UNIT_MS[unit] === 0) {
        return new Timeframe(spanMs / UNIT_MS[unit], unit);
      }
    }
    throw new LockstepError(
      `Cannot name a timeframe of ${spanMs} ms: bars must be a whole number of seconds long.`,
    );
  }

  /** Length in milliseconds; a month counts 30 days (use `endMs` for when it closes). */
  get spanMs(): number {
    return this.#spanMs;
  }

  /** Start of the bucket in which `timeMs` lies. */
  startMs(timeMs: number): number {
    if (this.#isMonths) {
      const month = Math.floor(monthsSinceEpoch(timeMs) / this.#count) * this.#count;
      return Date.UTC(1970, month);
    }
    const anchorMs = this.#spanMs % UNIT_MS.w === 0 ? FIRST_MONDAY_MS : 0;
    return Math.floor((timeMs - anchorMs) / this.#spanMs) * this.#spanMs + anchorMs;
  }

  /** End of the bucket in which `timeMs` lies: the first millisecond after it, when its bar is known. */
  endMs(timeMs: number): number {
    if (this.#isMonths) {
      return Date.UTC(1970, Math.floor(monthsSinceEpoch(timeMs) / this.#count) * this.#count + this.#count);
    }
    return this.startMs(timeMs) + this.#spanMs;
  }

  toString(): string {
    return this.text;
  }
}

function monthsSinceEpoch(timeMs: number): number {
  const date = new Date(timeMs);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}
