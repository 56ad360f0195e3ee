import type { Timeframe } from "../timeframe.ts";
import { DAY_MS } from "./daily_equity.ts";

/** A market counts as open every day where more than this share of its bars lies on weekends: 60 % of the 2 / 7 that are due. */
const WEEKEND_SHARE_MIN = 0.6 * 2 / 7;

/** Days of trading a year: 365 where weekends are traded, else 252. */
export function tradingDaysPerYear(weekendShare: number): number {
  return weekendShare > WEEKEND_SHARE_MIN ? 365 : 252;
}

/**
 * How many returns a year has, for bars of a timeframe: shorter bars are taken by the day (252, or 365 where weekends are
 * traded), weeks count 52 and months 12 a year.
 */
export function periodsPerYear(timeframe: Timeframe, weekendShare: number): number {
  const days = timeframe.spanMs / DAY_MS;
  if (timeframe.text.endsWith("M")) return 12 * 30 / days;
  if (days % 7 === 0) return 52 * 7 / days;
  return tradingDaysPerYear(weekendShare) / Math.max(1, days);
}

/** The same in a calendar of 252 trading days, whether or not weekends are traded. */
export function tradingPeriodsPerYear(timeframe: Timeframe): number {
  return periodsPerYear(timeframe, 0);
}

/** The same in a calendar of 365 days, all of them traded: a week is 7 of them, a month 30. */
export function calendarPeriodsPerYear(timeframe: Timeframe): number {
  return 365 / Math.max(1, timeframe.spanMs / DAY_MS);
}
