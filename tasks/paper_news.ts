import type { DeskEvent } from "../engine/desk/desk_event.ts";
import { TAKEN_OVER } from "../engine/taken_position.ts";
import type { SessionNews } from "../engine/live/session.ts";
import type { SessionConfig } from "../engine/live/session_input.ts";
import { eventText, type Said } from "./event_text.ts";
import { reasonText } from "./reason_text.ts";
import { plain } from "./terminal_text.ts";

/** Something that happened, in words, and when: UTC epoch milliseconds by the session's clock. */
export interface TimedSaid extends Said {
  readonly timeMs: number;
}

/** Steps between a signal and its order, of which the order tells; and why nothing new was wanted. */
const LEFT_OUT: readonly DeskEvent["kind"][] = ["sized", "approved", "skipped"];

/**
 * What a session tells, in words; nothing where it isn't worth a line (a bar has closed; what was signalled in the warm-up).
 * `nowMs` is when it was told, for what has no time of its own.
 */
export function newsTexts(news: SessionNews, config: SessionConfig, nowMs: number): TimedSaid[] {
  switch (news.kind) {
    case "events":
      return news.events.filter(({ kind, timeMs, reason }) =>
        !LEFT_OUT.includes(kind) &&
        (!(timeMs < config.tradeFromMs) || kind === "filled" && reason === TAKEN_OVER)
      )
        .map((event) => ({ ...eventText(event, config), timeMs: event.timeMs }));
    case "expected":
      return news.events.map((event) => {
        const { text } = eventText(event, config);
        return {
          sign: "…",
          text: `${text.replace("Filled", "Expected")}; booked when its bar closes`,
          tone: "faint",
          timeMs: nowMs,
        };
      });
    case "phase":
      return [{
        sign: "●",
        text: `Session ${news.phase}${news.reason === "" ? "" : `: ${reasonText(news.reason)}`}`,
        tone: news.phase === "running" || news.phase === "stopped" ? "plain" : "warn",
        timeMs: nowMs,
      }];
    case "feed": {
      const isGood = news.state === "live";
      return [{
        sign: isGood ? "●" : "○",
        text: `Feed ${news.state}${news.reason === "" ? "" : `: ${news.reason}`}`,
        tone: isGood ? "plain" : "faint",
        timeMs: nowMs,
      }];
    }
    case "alert":
      return [{
        sign: news.level === "info" ? "·" : "!",
        text: news.text,
        tone: news.level === "info" ? "faint" : "warn",
        timeMs: nowMs,
      }];
    case "ended":
      return [{ sign: "■", text: `Ended here: ${news.reason}`, tone: "plain", timeMs: nowMs }];
    case "step":
      return [];
  }
}

/** "2024-05-01 12:04:31  ▲ Filled: buy 0.95 at 42,100.10": a line where there is no live view. */
export function saidAt({ timeMs, sign, text }: TimedSaid): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replace("T", " ")}  ${sign} ${plain(text)}`;
}
