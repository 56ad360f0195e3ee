import { Timeframe } from "../timeframe.ts";

const DAY_MS = 86_400_000;

/**
 * The timeframe that the most common distance between neighbouring times tells; the shorter one where two are equally common,
 * undefined where no two times ascend. Months, quarters and years are known by their 28–31, 89–92 and 365–366 days.
 */
export function timeframeOfTimes(timesMs: readonly number[]): Timeframe | undefined {
  const counts = new Map<number, number>();
  for (let i = 1; i < timesMs.length; i++) {
    const spacingMs = nominalMs(timesMs[i] - timesMs[i - 1]);
    if (spacingMs > 0) counts.set(spacingMs, (counts.get(spacingMs) ?? 0) + 1);
  }
  let commonMs = 0, commonCount = 0;
  for (const [spacingMs, count] of counts) {
    if (count > commonCount || (count === commonCount && spacingMs < commonMs)) {
      commonMs = spacingMs;
      commonCount = count;
    }
  }
  if (commonCount === 0) return undefined;
  return commonMs === QUARTER_MS
    ? Timeframe.parse("3M")
    : commonMs === YEAR_MS
    ? Timeframe.parse("12M")
    : Timeframe.ofMs(commonMs);
}

const MONTH_MS = 30 * DAY_MS, QUARTER_MS = 90 * DAY_MS, YEAR_MS = 365 * DAY_MS;

/** One length for all months, quarters and years. */
function nominalMs(spacingMs: number): number {
  const days = spacingMs / DAY_MS;
  if (days >= 28 && days <= 31) return MONTH_MS;
  if (days >= 89 && days <= 92) return QUARTER_MS;
  if (days >= 365 && days <= 366) return YEAR_MS;
  return spacingMs;
}
