import { Bars } from "../../engine/bars.ts";
import { LockstepError } from "../../engine/error.ts";
import type { LiveFeed } from "../../engine/live/live_feed.ts";
import type { HistoryRequest } from "../../paper/session_parity.ts";

/** Closed bars from an exchange, oldest first. @throws LockstepError where it doesn't have them all. */
export function exchangeHistory(
  feed: LiveFeed,
  { symbol, timeframe, fromMs, toMs }: HistoryRequest,
): Promise<Bars> {
  return new Promise((resolve, reject) =>
    feed.history({ symbol, timeframe: timeframe.text, fromMs, toMs }, (found, problem) => {
      if (problem !== "") {
        const why = problem.replace(/\.$/, "");
        return reject(
          new LockstepError(`The history of ${symbol} can't be had whole from ${feed.venue}: ${why}.`),
        );
      }
      const bars = Bars.allocate(found.length);
      found.forEach((bar, k) => {
        for (const field of ["openTimeMs", "open", "high", "low", "close", "volume"] as const) {
          bars[field][k] = bar[field];
        }
        bars.closeTimeMs[k] = timeframe.endMs(bar.openTimeMs);
      });
      resolve(bars);
    })
  );
}
