import { formatDate, formatDateTime } from "../../tasks/number_format.ts";

const MINUTE_MS = 60_000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS;

/** How long ago something was, the time itself on hover. */
export function TimeAgo({ timeMs }: { readonly timeMs: number }) {
  return (
    <time dateTime={new Date(timeMs).toISOString()} title={`${formatDateTime(timeMs)} UTC`}>
      {inWords(Date.now() - timeMs, timeMs)}
    </time>
  );
}

function inWords(agoMs: number, timeMs: number): string {
  if (agoMs < MINUTE_MS) return "just now";
  if (agoMs < HOUR_MS) return `${Math.floor(agoMs / MINUTE_MS)} min ago`;
  if (agoMs < DAY_MS) return `${Math.floor(agoMs / HOUR_MS)} h ago`;
  return agoMs < 7 * DAY_MS ? `${Math.floor(agoMs / DAY_MS)} d ago` : formatDate(timeMs);
}
