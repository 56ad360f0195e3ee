import { TAKEN_OVER } from "../engine/taken_position.ts";
import type { SessionNews } from "../engine/live/session.ts";

/** Something that a person should hear of though nobody is looking: a fill, a refusal, a halt, a feed that was lost. */
export interface Alert {
  /** The same for the same thing, however often it is sent: who receives it may leave doubles out. */
  readonly id: string;
  readonly sessionId: string;
  /** When it was told, UTC epoch milliseconds. */
  readonly atMs: number;
  readonly level: "info" | "warning" | "alarm";
  readonly kind: "fill" | "refusal" | "halt" | "feed" | "phase" | "trouble" | "ended";
  readonly text: string;
}

/** Feeds that are lost for less are no news: a reconnect takes a second or two. */
const FEED_LOST_MS = 30_000;

/** What of a session's news is worth an alert. `symbols` by instrument. */
export class Alerts {
  readonly #sessionId: string;
  readonly #symbols: readonly string[];
  readonly #give: (alert: Alert) => void;
  readonly #after: (delayMs: number, call: () => void) => () => void;
  readonly #nowMs: () => number;
  #endWait: (() => void) | undefined;
  #isFeedLost = false;
  #count = 0;

  constructor(
    { sessionId, symbols, clock, give }: {
      readonly sessionId: string;
      readonly symbols: readonly string[];
      readonly clock: { nowMs(): number; after(delayMs: number, call: () => void): () => void };
      give(alert: Alert): void;
    },
  ) {
    this.#sessionId = sessionId;
    this.#symbols = symbols;
    this.#give = give;
    this.#nowMs = () => clock.nowMs();
    this.#after = (delayMs, call) => clock.after(delayMs, call);
  }

  /** Takes news in the order in which a session tells them. */
  take(news: SessionNews): void {
    switch (news.kind) {
      case "events":
        news.events.forEach((event, k) => {
          const symbol = this.#symbols[event.instrumentIndex], id = `${news.sequence}.${k}`;
          const side = event.reason === TAKEN_OVER
            ? `took over ${(event.direction ?? 0) > 0 ? "long" : "short"}`
            : (event.direction ?? 0) > 0
            ? "bought"
            : "sold";
          if (event.kind === "filled") {
            const [quantity, price] = [event.quantity, event.price].map((value) => short(value ?? NaN));
            this.#tell(id, "info", "fill", `${side} ${quantity} ${symbol} at ${price}`);
          } else if (event.kind === "refused" || event.kind === "rejected") {
            this.#tell(
              id,
              "warning",
              "refusal",
              `${symbol}: order ${event.kind}: ${event.reason ?? "no reason"}`,
            );
          } else if (event.kind === "halted") {
            this.#tell(id, "alarm", "halt", `trading was halted: ${event.reason ?? "no reason"}`);
          }
        });
        return;
      case "phase":
        if (news.phase === "killed" || news.phase === "failed") {
          this.#tell("", "alarm", "halt", `${news.phase}: ${news.reason || "no reason"}`);
        } else this.#tell("", "info", "phase", news.phase);
        return;
      case "alert":
        if (news.level !== "info") this.#tell("", news.level, "trouble", news.text);
        return;
      case "feed":
        return this.#feedIs(news.state, news.reason);
      case "ended":
        this.#endWait?.();
        return this.#tell("", "info", "ended", news.reason);
    }
  }

  #feedIs(state: string, reason: string): void {
    if (state === "live") {
      this.#endWait?.();
      this.#endWait = undefined;
      if (this.#isFeedLost) this.#tell("", "info", "feed", "the feed is back");
      this.#isFeedLost = false;
    } else if (!this.#isFeedLost && this.#endWait === undefined) {
      this.#endWait = this.#after(FEED_LOST_MS, () => {
        this.#endWait = undefined;
        this.#isFeedLost = true;
        this.#tell(
          "",
          "alarm",
          "feed",
          `the feed has been lost for ${FEED_LOST_MS / 1000} s: ${reason || state}`,
        );
      });
    }
  }

  #tell(id: string, level: Alert["level"], kind: Alert["kind"], text: string): void {
    const atMs = this.#nowMs();
    this.#give({
      id: `${this.#sessionId}/${id || `${atMs}.${this.#count++}`}`,
      sessionId: this.#sessionId,
      atMs,
      level,
      kind,
      text,
    });
  }
}

/** Nine digits that matter: "120253.864", not "120253.86418399999". */
function short(value: number): string {
  return String(Number(value.toPrecision(9)));
}
