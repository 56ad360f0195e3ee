import { LockstepError } from "./error.ts";

/**
 * Closed bars of one instrument, a column a field, all of one length. Times are UTC epoch milliseconds; prices are in quote
 * currency; volume in units. A bar is *known* at its close time. Columns may be views over larger arrays: never write to them.
 */
export class Bars {
  declare readonly openTimeMs: Float64Array;
  declare readonly closeTimeMs: Float64Array;
  declare readonly open: Float64Array;
  declare readonly high: Float64Array;
  declare readonly low: Float64Array;
  declare readonly close: Float64Array;
  declare readonly volume: Float64Array;

  constructor(
    openTimeMs: Float64Array,
    closeTimeMs: Float64Array,
    open: Float64Array,
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    volume: Float64Array,
  ) {
    this.openTimeMs = openTimeMs;
    this.closeTimeMs = closeTimeMs;
    this.open = open;
    this.high = high;
    this.low = low;
    this.close = close;
    this.volume = volume;
  }

  static readonly NONE: Bars = Bars.allocate(0);

  /** Bars of zeros, to be filled. */
  static allocate(length: number): Bars {
    const column = () => new Float64Array(length);
    return new Bars(column(), column(), column(), column(), column(), column(), column());
  }

  /** One after the other, copied. */
  static concat(parts: readonly Bars[]): Bars {
    if (parts.length === 1) return parts[0];
    const whole = Bars.allocate(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      for (let field = 0; field < BAR_FIELDS.length; field++) {
        whole[BAR_FIELDS[field]].set(part[BAR_FIELDS[field]], at);
      }
      at += part.length;
    }
    return whole;
  }

  get length(): number {
    return this.close.length;
  }

  /** Views, not copies, of the bars `from` up to, but not including, `to`. */
  slice(from: number, to: number): Bars {
    return new Bars(
      this.openTimeMs.subarray(from, to),
      this.closeTimeMs.subarray(from, to),
      this.open.subarray(from, to),
      this.high.subarray(from, to),
      this.low.subarray(from, to),
      this.close.subarray(from, to),
      this.volume.subarray(from, to),
    );
  }
}

/** The columns of {@link Bars}, in the order in which indicators and windows number them. */
export const BAR_FIELDS = ["open", "high", "low", "close", "volume", "openTimeMs", "closeTimeMs"] as const;

/** One of {@link BAR_FIELDS}. */
export type BarField = typeof BAR_FIELDS[number];

/** A column of another instrument's bars: "SPY:close". At each bar its last value known by then; NaN before there is one. */
export type ForeignField = `${string}:${BarField}`;

/**
 * What is wrong with the bar at `index`, in words, or undefined. Checked once, at the edge where data comes in; everything
 * further in relies on it. `previousOpenTimeMs` is NaN for the first bar.
 */
export function barFault(bars: Bars, index: number, previousOpenTimeMs: number): string | undefined {
  const open = bars.open[index], high = bars.high[index], low = bars.low[index], close = bars.close[index];
  const volume = bars.volume[index], timeMs = bars.openTimeMs[index];
  if (timeMs > previousOpenTimeMs === false && previousOpenTimeMs === previousOpenTimeMs) {
    return timeMs === previousOpenTimeMs
      ? `its time ${isoTime(timeMs)} stands twice`
      : `its time ${isoTime(timeMs)} is before the bar above it, ${isoTime(previousOpenTimeMs)}`;
  }
  if (!Number.isFinite(timeMs) || !(bars.closeTimeMs[index] > timeMs)) return `its time is not a time`;
  if (!Number.isFinite(open + high + low + close)) {
    for (const field of ["open", "high", "low", "close"] as const) {
      if (!Number.isFinite(bars[field][index])) {
        return `${field} is ${bars[field][index]}, not a finite number`;
      }
    }
  }
  if (!(low > 0)) return `low ${low} is not above zero`;
  if (high < open || high < close) {
    return `high ${high} is below ${high < close ? `close ${close}` : `open ${open}`}`;
  }
  if (low > open || low > close) {
    return `low ${low} is above ${low > close ? `close ${close}` : `open ${open}`}`;
  }
  if (!(volume >= 0 && volume < Infinity)) return `volume ${volume} is not zero or more`;
  return undefined;
}

/** Checks every bar. @throws LockstepError naming `where`, the bar's number and time, and the fault. */
export function checkBars(bars: Bars, where: string): void {
  let previousOpenTimeMs = NaN;
  for (let index = 0; index < bars.length; index++) {
    const fault = barFault(bars, index, previousOpenTimeMs);
    if (fault !== undefined) {
      throw new LockstepError(`${where}: bar ${index} (${isoTime(bars.openTimeMs[index])}): ${fault}.`);
    }
    previousOpenTimeMs = bars.openTimeMs[index];
  }
}

/** A time as people read it: the date alone at midnight UTC, else with the time of day. */
export function isoTime(timeMs: number): string {
  if (!Number.isFinite(timeMs) || Math.abs(timeMs) > 8.64e15) return String(timeMs);
  const text = new Date(timeMs).toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.replace(".000Z", "Z");
}
