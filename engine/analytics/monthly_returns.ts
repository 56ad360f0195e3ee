import { DAY_MS } from "./daily_equity.ts";
import type { EquityStatistics } from "./equity_statistics.ts";

/** The return of one calendar month. */
export interface MonthlyReturn {
  year: number;
  /** 1 is January. */
  month: number;
  returnPct: number;
}

/**
 * Returns by calendar month (UTC), from the last equity of the month before to that of the month; the first from the initial
 * equity. A month without a bar has no entry, nor has one that began with nothing left to lose.
 */
export function monthlyReturns({ initialEquity, daily }: EquityStatistics): MonthlyReturn[] {
  const { days, closes } = daily;
  const months: MonthlyReturn[] = [];
  let base = initialEquity;
  for (let i = 0; i < days.length && base > 0;) {
    const date = new Date(days[i] * DAY_MS);
    const year = date.getUTCFullYear(), monthIndex = date.getUTCMonth();
    const nextMonthDay = Date.UTC(year, monthIndex + 1) / DAY_MS;
    while (i < days.length && days[i] < nextMonthDay) i++;
    months.push({ year, month: monthIndex + 1, returnPct: 100 * (closes[i - 1] / base - 1) });
    base = closes[i - 1];
  }
  return months;
}
