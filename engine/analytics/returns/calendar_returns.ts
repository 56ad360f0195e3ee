import { DAY_MS } from "../daily_equity.ts";

/** Stretches of the calendar, in UTC; weeks begin on Mondays (ISO 8601). */
export type CalendarSpan = "week" | "month" | "quarter" | "year";

/** The return of one stretch of the calendar. */
export interface CalendarReturn {
  /** First day of the stretch, counted from 1970-01-01. */
  readonly firstDay: number;
  /** 0.01 is 1 %. */
  readonly value: number;
}

/** Compounds returns by stretches of the calendar; `days` are those on which they ended, ascending. A stretch without one has no entry. */
export function calendarReturns(
  days: ArrayLike<number>,
  returns: Float64Array,
  span: CalendarSpan,
): CalendarReturn[] {
  const found: CalendarReturn[] = [];
  for (let i = 0; i < returns.length;) {
    const { first, next } = boundsOf(days[i], span);
    let growth = 1;
    for (; i < returns.length && days[i] < next; i++) growth *= 1 + returns[i];
    found.push({ firstDay: first, value: growth - 1 });
  }
  return found;
}

function boundsOf(day: number, span: CalendarSpan): { first: number; next: number } {
  if (span === "week") {
    const first = Math.floor((day + 3) / 7) * 7 - 3;
    return { first, next: first + 7 };
  }
  const months = span === "month" ? 1 : span === "quarter" ? 3 : 12;
  const date = new Date(day * DAY_MS), year = date.getUTCFullYear();
  const month = Math.floor(date.getUTCMonth() / months) * months;
  return { first: Date.UTC(year, month) / DAY_MS, next: Date.UTC(year, month + months) / DAY_MS };
}
