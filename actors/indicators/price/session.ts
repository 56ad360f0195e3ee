import { Stateful } from "../../../engine/stateful.ts";
import { Timeframe } from "../../../engine/timeframe.ts";

/** Stretches of time at whose start session-anchored indicators begin anew. Weeks begin on Mondays; all of them at midnight UTC. */
export const SESSIONS = ["day", "week", "month"] as const;

/** One of {@link SESSIONS}. */
export type SessionName = typeof SESSIONS[number];

/** A session's timeframe. */
export const SESSION_TIMEFRAMES: Readonly<Record<SessionName, Timeframe>> = {
  day: Timeframe.parse("1d"),
  week: Timeframe.parse("1w"),
  month: Timeframe.parse("1M"),
};

/** Notices where a new session begins, as a part of other kernels. A bar belongs to the session in which it opens. */
export class Session extends Stateful {
  readonly #timeframe: Timeframe;

  constructor(session: SessionName) {
    super(1);
    this.#timeframe = SESSION_TIMEFRAMES[session];
    this.state[END_MS] = -Infinity;
  }

  /** Takes a bar's opening time; whether it is the first bar of its session, as the very first bar is. */
  isNew(openTimeMs: number): boolean {
    if (openTimeMs < this.state[END_MS]) return false;
    this.state[END_MS] = this.#timeframe.endMs(openTimeMs);
    return true;
  }
}

const END_MS = 0;
