import type { Session } from "../engine/live/session.ts";
import type { SessionCommand } from "../engine/live/session_input.ts";

const KILL = "Kill switch: cancels all orders and decides nothing more until you lift it (l). " +
  "k again: and close what is held · h: hold it · any other key: no";
const STOP = "Stop for good: cancels all orders and ends the session. " +
  "s again: close what is held first · h: hold it in the record · any other key: no";

/** What keys ask of a session. What can't be taken back is asked twice. */
export class PaperKeys {
  /** A question that waits for a key; empty where none does. */
  question = "";
  readonly #session: Session;
  readonly #said: (text: string) => void;

  /** `said` is told what was asked, in words, at once: what comes of it may take until the bar closes. */
  constructor(session: Session, said: (text: string) => void) {
    this.#session = session;
    this.#said = said;
  }

  /** Takes a key. */
  press(key: string): void {
    const { question } = this, { phase } = this.#session.core;
    this.question = "";
    if (question === KILL) {
      if (key === "k" || key === "h") {
        const flattens = key === "k";
        this.#ask(
          { action: "kill", flattens, reason: "pulled by hand" },
          `kill switch${flattens ? ", and to close what is held" : ""}`,
        );
      }
      return;
    }
    if (question === STOP) {
      if (key === "s" || key === "h") {
        const flattens = key === "s";
        this.#ask({ action: "stop", flattens }, `stop${flattens ? ", and to close what is held first" : ""}`);
      }
      return;
    }
    switch (key) {
      case "p":
        return phase === "paused"
          ? this.#ask({ action: "resume" }, "resume")
          : this.#ask({ action: "pause" }, "pause");
      case "f":
        return this.#ask({ action: "flatten" }, "flatten: orders are cancelled, what is held is closed");
      case "l":
        return this.#ask({ action: "lift" }, "lift the kill switch");
      case "k":
        this.question = KILL;
        return;
      case "s":
        this.question = STOP;
        return;
      case "q":
        return this.#session.leave();
    }
  }

  #ask(command: SessionCommand, text: string): void {
    this.#said(`Asked: ${text}`);
    this.#session.command(command);
  }
}
