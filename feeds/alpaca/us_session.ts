const DAY_MS = 86_400_000, HOUR_MS = 3_600_000;

/** 9:30 to 16:00 in New York, in hours. */
const OPEN_HOUR = 9.5, CLOSE_HOUR = 16;

/**
 * Whether the stock exchanges of the United States are in their regular session, Monday to Friday, 9:30 to 16:00 in New York. Holidays and
 * short days aren't known here: what relies on it must bear silence.
 */
export function isUsSession(timeMs: number): boolean {
  const localMs = timeMs - newYorkOffsetHours(timeMs) * HOUR_MS, day = new Date(localMs).getUTCDay();
  const hour = (localMs - Math.floor(localMs / DAY_MS) * DAY_MS) / HOUR_MS;
  return day >= 1 && day <= 5 && hour >= OPEN_HOUR && hour < CLOSE_HOUR;
}

/**
 * Hours that New York is behind UTC: four from the second Sunday of March to the first of November, at 2:00 of its own time, else five.
 * Energy Policy Act of 2005, section 110: https://www.govinfo.gov/link/plaw/109/public/58.
 */
function newYorkOffsetHours(timeMs: number): 4 | 5 {
  const year = new Date(timeMs).getUTCFullYear();
  const fromMs = sundayMs(year, 2, 2) + 7 * HOUR_MS, toMs = sundayMs(year, 10, 1) + 6 * HOUR_MS;
  return timeMs >= fromMs && timeMs < toMs ? 4 : 5;
}

/** The `count`th Sunday of a month (0 January), midnight UTC. */
function sundayMs(year: number, month: number, count: number): number {
  const firstMs = Date.UTC(year, month), toSunday = (7 - new Date(firstMs).getUTCDay()) % 7;
  return firstMs + (toSunday + 7 * (count - 1)) * DAY_MS;
}
