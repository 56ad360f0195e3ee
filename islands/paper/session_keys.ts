import { isStopping } from "../../components/paper/session_words.ts";
import type { SessionSummary } from "../../server/session_messages.ts";
import { isTaken } from "../page/key_taken.ts";
import type { LiveSession } from "./live_session.ts";

/** What keys and buttons ask of the page rather than of the session. */
export interface SessionPage {
  openDialog(name: "help" | "kill" | "stop"): void;
}

/** What a key does on the page of a session. */
export interface SessionKey {
  /** As `KeyboardEvent.key` names it, and as a person reads it. */
  readonly shown: string;
  readonly what: string;
  readonly does: (live: LiveSession, page: SessionPage) => void;
}

/** Every key; those of the terminal's live view are the same. */
export const SESSION_KEYS = {
  pause: key("p", "Pause, or resume: nothing new is decided, orders and guards go on", (live) => {
    const isPaused = live.session.peek()?.state?.phase === "paused";
    live.command({ action: isPaused ? "resume" : "pause" });
  }),
  flatten: key("f", "Flatten: cancel orders now, close what is held at the next open", (live) => {
    live.command({ action: "flatten" });
  }),
  kill: key("k", "Kill switch: asks what becomes of what is held", (_, page) => page.openDialog("kill")),
  lift: key("l", "Lift the kill switch", (live) => live.command({ action: "lift" })),
  stop: key("s", "Stop for good: asks what becomes of what is held", (_, page) => page.openDialog("stop")),
  leave: key("q", "Leave it as it stands, to be taken up again", (live) => void live.ask("leave")),
  takeUp: key("t", "Take it up again", (live) => void live.ask("take-up")),
  help: key("?", "These keys", (_, page) => page.openDialog("help")),
} as const;

/** Which of them mean anything as the session stands. */
export function usableKeys(
  session: SessionSummary,
): readonly (keyof typeof SESSION_KEYS)[] {
  const { status, state } = session;
  if (state?.phase === "stopped" || status === "stopped") return ["help"];
  if (status === "resting") return ["takeUp", "help"];
  if (status !== "here") return ["help"];
  switch (state?.phase) {
    case "killed":
      return isStopping(session) ? ["stop", "leave", "help"] : ["flatten", "lift", "stop", "leave", "help"];
    case "failed":
      return ["flatten", "stop", "leave", "help"];
  }
  return ["pause", "flatten", "kill", "stop", "leave", "help"];
}

/** Listens to keys until the function that it gives is called. */
export function listenToSessionKeys(live: LiveSession, page: SessionPage): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.repeat || isTaken(event)) return;
    const session = live.session.peek();
    const name = session &&
      usableKeys(session).find((each) => SESSION_KEYS[each].shown === event.key.toLowerCase());
    if (name === undefined) return;
    event.preventDefault();
    SESSION_KEYS[name].does(live, page);
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

function key(shown: string, what: string, does: SessionKey["does"]): SessionKey {
  return { shown, what, does };
}
