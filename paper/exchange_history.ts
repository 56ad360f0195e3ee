import type { Bars } from "../engine/bars.ts";
import { LockstepError } from "../engine/error.ts";
import { historyBars } from "../engine/live/history_bars.ts";
import type { LiveFeed } from "../engine/live/live_feed.ts";
import type { HistoryRequest } from "./session_parity.ts";

/**
 * Closed bars from an exchange, oldest first. `otherwise`: what to do where it doesn't have them all, a sentence; said in the error.
 * @throws LockstepError where it doesn't have them all.
 */
export function exchangeHistory(
  feed: LiveFeed,
  { symbol, timeframe, fromMs, toMs }: HistoryRequest,
  otherwise = "",
): Promise<Bars> {
  return new Promise((resolve, reject) =>
    feed.history({ symbol, timeframe: timeframe.text, fromMs, toMs }, (found, problem) => {
      if (problem === "") return resolve(historyBars(found, timeframe));
      const why = problem.replace(/\.$/, ""), advice = otherwise === "" ? "" : ` ${otherwise}`;
      reject(
        new LockstepError(`The history of ${symbol} can't be had whole from ${feed.venue}: ${why}.${advice}`),
      );
    })
  );
}
