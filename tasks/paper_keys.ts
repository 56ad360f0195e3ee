import type { Session } from "../engine/live/session.ts";

const KILL = "Kill switch: cancels all orders and decides nothing more until you lift it (l). " +
  "k again: and close what is held · h: hold it · any other key: no";
const STOP = "Stop for good: cancels all orders and ends the session. " +
  "s again: close what is held first · h: hold it in the record · any other key: no";

/** What keys ask of a session. What can't be taken back is asked twice. */
export class PaperKeys {
  /** A question that waits for a key; empty where none does. */
  question = "";
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Takes a key. */
  press(key: string): void {
    const { question } = this, { phase } = this.#session.core;
    this.question = "";
    if (question === KILL) {
      if (key === "k" || key === "h") {
        this.#session.command({ action: "kill", flattens: key === "k", reason: "pulled by hand" });
      }
      return;
    }
    if (question === STOP) {
      if (key === "s" || key === "h") this.#session.command({ action: "stop", flattens: key === "s" });
      return;
    }
    switch (key) {
      case "p":
        return this.#session.command({ action: phase === "paused" ? "resume" : "pause" });
      case "f":
        return this.#session.command({ action: "flatten" });
      case "l":
        return this.#session.command({ action: "lift" });
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
}
