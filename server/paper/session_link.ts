import type { DeskEvent } from "../../engine/desk/desk_event.ts";
import type { SessionCommand } from "../../engine/live/session_input.ts";
import { RequestProblem } from "../lockstep.ts";
import {
  SESSION_MESSAGES_VERSION,
  type SessionClientMessage,
  type SessionEvent,
  type SessionServerMessage,
  type SessionSummary,
} from "../session_messages.ts";
import type { SocketClient, SocketLink } from "../socket_client.ts";
import type { AlertLog } from "./alert_log.ts";
import type { SessionLog } from "./session_log.ts";

/** What can be told of a session, wherever it runs. */
export interface SessionView {
  readonly summary: SessionSummary;
  /** Missing where its journal can't be read, or its strategy is a file. */
  readonly log?: SessionLog;
  readonly alerts: AlertLog;
}

/** What a link asks of the sessions' host. */
export interface SessionLinkParts {
  readonly client: SocketClient<SessionClientMessage>;
  view(): Promise<SessionView>;
  /** Events from a number up to another, however old they are. */
  events(from: number, to: number): Promise<readonly SessionEvent[]>;
  command(command: SessionCommand): Promise<void>;
  /** It listens from now on. */
  joined(): void;
  gone(): void;
}

/** Events of a message, and how many of the newest come where nobody asks for more. */
const EVENTS_A_MESSAGE = 500, EVENTS_AT_FIRST = 200, ALERTS_AT_FIRST = 50, STEPS_A_MESSAGE = 1_000;

/** One browser that looks at a session: it knows what that has been sent, and sends what is missing. */
export class SessionLink implements SocketLink<SessionClientMessage> {
  readonly #parts: SessionLinkParts;
  #isWelcome = false;
  #hasSaidHello = false;
  #nextEvent = 0;
  #nextAlert = 0;
  #nextStep = 0;
  #stateText = "";

  constructor(parts: SessionLinkParts) {
    this.#parts = parts;
  }

  send(message: SessionClientMessage): void {
    this.#obey(message).catch((error) => {
      if (error instanceof RequestProblem) {
        return this.#parts.client.problem(error.title, error.faults.map(({ message }) => message).join(" "));
      }
      this.#parts.client.problem("A fault of Lockstep", "It could not be done.");
      throw error;
    });
  }

  gone(): void {
    this.#parts.gone();
  }

  /** Sends the events, alerts and bars that it lacks. */
  update({ log, alerts }: Pick<SessionView, "log" | "alerts">): void {
    if (!this.#isWelcome) return;
    if (log !== undefined) {
      // Another journal than the client has seen: it was put back to an older one.
      this.#nextEvent = Math.min(this.#nextEvent, log.nextEvent);
      this.#nextStep = Math.min(this.#nextStep, log.nextStep);
      while (this.#nextStep < log.nextStep) {
        const steps = log.stepsFrom(this.#nextStep).slice(0, STEPS_A_MESSAGE);
        this.#tell({ type: "bars", steps });
        this.#nextStep = steps[steps.length - 1].step + 1;
      }
      while (this.#nextEvent < log.nextEvent) {
        this.#tellEvents(log.eventsFrom(this.#nextEvent, EVENTS_A_MESSAGE));
      }
    }
    const fresh = alerts.from(this.#nextAlert);
    if (fresh.length === 0) return;
    this.#nextAlert = alerts.nextSequence;
    this.#tell({ type: "alerts", alerts: fresh, nextSequence: this.#nextAlert });
  }

  /** Sends how it stands, where that is news. */
  state(session: SessionSummary): void {
    if (!this.#isWelcome) return;
    const text = JSON.stringify({ type: "state", session } satisfies SessionServerMessage);
    if (text === this.#stateText) return;
    this.#stateText = text;
    this.#parts.client.send(text);
  }

  expected(events: readonly DeskEvent[]): void {
    if (this.#isWelcome) this.#tell({ type: "expected", events });
  }

  async #obey(message: SessionClientMessage): Promise<void> {
    if (message.type === "hello") return await this.#welcome(message);
    if (!this.#isWelcome) {
      throw new RequestProblem(409, "Not yet", [{ message: "Say hello first." }]);
    }
    await this.#parts.command(message.command);
    this.#tell({ type: "commanded", id: message.id });
  }

  async #welcome(
    { eventsFrom, alertsFrom }: Extract<SessionClientMessage, { type: "hello" }>,
  ): Promise<void> {
    if (this.#hasSaidHello) throw new RequestProblem(409, "Once", [{ message: "Hello was said already." }]);
    this.#hasSaidHello = true;
    const { summary, log, alerts } = await this.#parts.view();
    const from = eventsFrom ?? Math.max(0, (log?.nextEvent ?? 0) - EVENTS_AT_FIRST);
    // Looked up before anything is sent: whatever comes meanwhile is sent after it.
    const older: SessionEvent[] = [];
    for (let at = from; log !== undefined && at < log.firstEvent; at = from + older.length) {
      older.push(...await this.#parts.events(at, log.firstEvent));
    }
    this.#tell({ type: "welcome", version: SESSION_MESSAGES_VERSION, session: summary });
    this.#nextEvent = from;
    for (let at = 0; at < older.length; at += EVENTS_A_MESSAGE) {
      this.#tellEvents(older.slice(at, at + EVENTS_A_MESSAGE));
    }
    this.#nextAlert = alertsFrom ?? Math.max(0, alerts.nextSequence - ALERTS_AT_FIRST);
    this.#nextStep = log?.newestStep ?? 0;
    this.#isWelcome = true;
    this.#parts.joined();
    this.update({ log, alerts });
  }

  #tellEvents(events: readonly SessionEvent[]): void {
    this.#nextEvent = events[events.length - 1].sequence + 1;
    this.#tell({ type: "events", events, nextSequence: this.#nextEvent });
  }

  #tell(message: SessionServerMessage): void {
    this.#parts.client.send(JSON.stringify(message));
  }
}
