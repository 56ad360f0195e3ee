import { formatDate, formatDateTime, formatNumber, UNKNOWN } from "../../tasks/number_format.ts";

/** Whether bars are shorter than a day: then their times of day matter. */
export function isIntraday(timeframe: string): boolean {
  return /[smh]$/.test(timeframe);
}

/** "2016-02-11", with the time of day where bars are shorter than a day. UTC. */
export function timeText(timeMs: number, timeframe: string): string {
  return isIntraday(timeframe) ? formatDateTime(timeMs) : formatDate(timeMs);
}

/** "104,212", "1.23 M", "79.2 M": four digits or so, for axes and legends. */
export function compactNumber(value: number): string {
  const size = Math.abs(value);
  for (const [unit, name] of [[1e12, "T"], [1e9, "B"], [1e6, "M"]] as const) {
    if (size >= unit) {
      return `${formatNumber(value / unit, size >= 100 * unit ? 0 : size >= 10 * unit ? 1 : 2)} ${name}`;
    }
  }
  return formatNumber(value, size >= 1_000 ? 0 : 2);
}

/** How long a timeframe's bars are, "4h", "1d"; a month counts 30 days. */
export function spanMs(timeframe: string): number {
  const units: Readonly<Record<string, number>> = {
    s: 1e3,
    m: 6e4,
    h: 3.6e6,
    d: 8.64e7,
    w: 6.048e8,
    M: 2.592e9,
  };
  return parseInt(timeframe) * (units[timeframe.at(-1)!] ?? NaN);
}

/** An indicator's value: over prices with as many decimals as they have, in a pane of its own with four digits that matter. */
export function indicatorText(value: number, pane: string, tickSize: number): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  if (pane === "price") {
    return formatNumber(value, tickSize > 0 ? decimalsOf(tickSize) : priceDecimals(value));
  }
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return formatNumber(value, Math.max(0, Math.min(8, 3 - magnitude)));
}

/** A column's name as it is read: "upper_band" → "upper band". */
export function columnText(column: string): string {
  return column.replaceAll("_", " ");
}

/** Decimals of a price whose tick isn't known: two from 10 on, more the smaller it is. */
export function priceDecimals(price: number): number {
  const size = Math.abs(price);
  if (!(size > 0) || size >= 10) return 2;
  return Math.min(8, 4 - Math.min(0, Math.floor(Math.log10(size))));
}

/** "0.01" has two. */
export function decimalsOf(tickSize: number): number {
  return Math.max(0, Math.min(8, Math.ceil(-Math.log10(tickSize) - 1e-9)));
}
