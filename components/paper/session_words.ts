import type { SessionState, SessionSummary } from "../../server/session_messages.ts";
import { reasonText } from "../../tasks/reason_text.ts";

/** How a session stands, in a few words, and the tone of that. */
export interface Standing {
  readonly text: string;
  readonly tone: "plain" | "gain" | "loss" | "warn" | "accent";
  /** Why, where there is more to say. */
  readonly why: string;
  /** What that means, and what can be done; empty where nothing is amiss. */
  readonly advice: string;
}

/** What comes first counts: that it can't run, where it runs, its phase, its feed. */
export function standingOf({ status, holder = "", problem, state }: SessionSummary): Standing {
  const standing = (text: string, tone: Standing["tone"], why = "", advice = ""): Standing => ({
    text,
    tone,
    why,
    advice,
  });
  const phase = state?.phase, feed = state?.feed;
  if (phase === "stopped" || status === "stopped") return standing("stopped", "plain");
  if (problem !== undefined) {
    return standing(
      "at rest",
      "warn",
      problem,
      "It can be taken up once that is mended; its journal is kept.",
    );
  }
  if (status === "elsewhere") {
    return standing("runs elsewhere", "plain", holder, "It is watched and commanded there, not here.");
  }
  if (status === "resting") return standing("at rest", "plain", phase === "running" ? "" : phase);
  if (isStopping({ state })) {
    return standing(
      "stopping",
      "warn",
      "",
      "What is held is closed at the next open; then it ends for good.",
    );
  }
  if (phase === "killed") {
    return standing(
      "killed",
      "loss",
      state!.phaseReason,
      "Nothing is decided until you lift the kill switch.",
    );
  }
  if (phase === "failed") {
    return standing(
      "failed",
      "loss",
      state!.phaseReason,
      "Its strategy decides nothing more; what is held is closed or kept, as was chosen. Stop it, and begin another.",
    );
  }
  if (phase === "paused") {
    return standing(
      "paused",
      "warn",
      "nothing new is decided",
      "Orders that work and rules that guard go on.",
    );
  }
  if (state?.haltReason) {
    return standing(
      "halted",
      "warn",
      reasonText(state.haltReason),
      "A rule has ended trading; bars go on, but nothing new is ordered.",
    );
  }
  if (feed === undefined || feed.state === "live") return standing("trading", "gain");
  const isOff = feed.state === "stale" || feed.state === "waiting" || feed.state === "dead";
  return standing(
    FEED_TEXTS[feed.state],
    "warn",
    feed.reason,
    !isOff
      ? ""
      : feed.state === "dead"
      ? "No more prices come: leave it as it stands, and take it up again."
      : "It comes back by itself; nothing is decided on bars that come too late.",
  );
}

/** Whether it was stopped and only waits for what it holds to be closed: the core calls that killed, for this reason. */
export function isStopping({ state }: Pick<SessionSummary, "state">): boolean {
  return state?.phase === "killed" && state.phaseReason === "it is being stopped";
}

/** The state of a feed, as people read it. */
export const FEED_TEXTS: Readonly<Record<NonNullable<SessionState["feed"]>["state"], string>> = {
  connecting: "connecting",
  authenticating: "signing in",
  subscribing: "subscribing",
  backfilling: "filling a gap",
  live: "live",
  stale: "silent",
  waiting: "cut off",
  dead: "ended",
};

/** "BTCUSDT, ETHUSDT and 3 more on binance, 1m". */
export function marketOf({ config }: SessionSummary): string {
  if (config === undefined) return "";
  const symbols = config.instruments.map(({ symbol }) => symbol);
  const named = symbols.length <= 3
    ? symbols.join(", ")
    : `${symbols.slice(0, 2).join(", ")} and ${symbols.length - 2} more`;
  const local = config.exchange === undefined ? "" : ` (local, ${config.exchange.speed}×)`;
  return `${named} on ${config.venue}${local}, ${config.timeframe}`;
}
