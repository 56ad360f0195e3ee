/** A word for the UTC day, week (from Monday) or month in which each time lies: the same word for the same session. */
export function sessionsOf(timesMs: number[], session: unknown): string[] {
  return timesMs.map((timeMs) => {
    const date = new Date(timeMs);
    if (session === "week") date.setUTCDate(date.getUTCDate() - (date.getUTCDay() + 6) % 7);
    return date.toISOString().slice(0, session === "month" ? 7 : 10);
  });
}
