import { batch, signal } from "@preact/signals";
import type { DeskEvent } from "../../engine/desk/desk_event.ts";
import type { SessionCommand } from "../../engine/live/session_input.ts";
import type {
  SessionAlert,
  SessionClientMessage,
  SessionEvent,
  SessionServerMessage,
  SessionStep,
  SessionSummary,
} from "../../server/session_messages.ts";
import { type Connection, ServerSocket } from "../socket/server_socket.ts";

/** What is kept of a session that goes on for months; steps are let go many at once, since that draws the chart anew. */
const EVENTS_MOST = 2_000, ALERTS_MOST = 200, STEPS_MOST = 5_000, STEPS_LET_GO = 1_000;

/** All that the page knows of its session: as it was when the page was made, then whatever the socket tells. */
export class LiveSession {
  readonly connection = signal<Connection>({ state: "connecting" });
  readonly session: ReturnType<typeof signal<SessionSummary>>;
  /** Oldest first; none twice, none missing between the first and the last. */
  readonly events = signal<readonly SessionEvent[]>([]);
  readonly alerts = signal<readonly SessionAlert[]>([]);
  readonly steps = signal<readonly SessionStep[]>([]);
  /** Fills that are to be expected, until they are booked. */
  readonly expected = signal<readonly DeskEvent[]>([]);
  /** Which instrument is on the chart. */
  readonly instrumentIndex = signal(0);
  /** What was not possible, until it is dismissed. */
  readonly problem = signal<{ readonly title: string; readonly detail: string } | undefined>(undefined);
  /** Something was asked for that isn't answered yet. */
  readonly isAsking = signal(false);
  readonly #socket: ServerSocket<SessionClientMessage, SessionServerMessage>;
  readonly #id: string;
  #nextEvent: number | undefined;
  #nextAlert: number | undefined;
  #asked = 0;

  constructor(session: SessionSummary) {
    this.#id = session.id;
    this.session = signal(session);
    this.alerts.value = session.alerts ?? [];
    this.#nextAlert = session.alerts?.at(-1) === undefined ? undefined : session.alerts.at(-1)!.sequence + 1;
    this.#socket = new ServerSocket("sessions", session.id, {
      hello: () => ({
        type: "hello",
        version: 1,
        ...this.#nextEvent !== undefined && { eventsFrom: this.#nextEvent },
        ...this.#nextAlert !== undefined && { alertsFrom: this.#nextAlert },
      }),
      change: (connection) => {
        this.connection.value = connection;
        if (connection.state !== "live") this.isAsking.value = false;
      },
      message: (message) => batch(() => this.#take(message)),
    });
  }

  open(): void {
    this.#socket.open();
  }

  close(): void {
    this.#socket.close();
  }

  retry(): void {
    this.#socket.retry();
  }

  /** Asks for something; `commanded` or `problem` answers. */
  command(command: SessionCommand): void {
    if (!this.#socket.send({ type: "command", id: ++this.#asked, command })) return this.#notConnected();
    this.isAsking.value = true;
  }

  /** Leaves it as it stands, or takes it up: these the server is asked over HTTP. */
  async ask(what: "leave" | "take-up"): Promise<void> {
    this.isAsking.value = true;
    try {
      const answer = await fetch(`/api/v1/sessions/${encodeURIComponent(this.#id)}/${what}`, {
        method: "POST",
      });
      const body = await answer.json();
      if (answer.ok) this.session.value = { ...this.session.peek()!, ...body };
      else this.problem.value = { title: body.title ?? "It could not be done", detail: detailOf(body) };
    } catch {
      this.#notConnected();
    } finally {
      this.isAsking.value = false;
    }
  }

  #notConnected(): void {
    this.problem.value = {
      title: "Not sent",
      detail: "There is no connection to the server: try again when it is back.",
    };
  }

  #take(message: SessionServerMessage): void {
    switch (message.type) {
      case "welcome":
      case "state":
        this.session.value = message.session;
        return;
      case "events":
        this.#takeEvents(message.events, message.nextSequence);
        this.#nextEvent = message.nextSequence;
        return;
      case "alerts":
        this.alerts.value = goneOn(this.alerts.peek(), message.alerts, message.nextSequence).slice(
          -ALERTS_MOST,
        );
        this.#nextAlert = message.nextSequence;
        return;
      case "bars":
        return this.#takeSteps(message.steps);
      case "expected":
        this.expected.value = message.events;
        return;
      case "commanded":
        if (message.id === this.#asked) this.isAsking.value = false;
        return;
      case "problem":
        this.problem.value = message;
        this.isAsking.value = false;
    }
  }

  #takeEvents(events: readonly SessionEvent[], nextSequence: number): void {
    this.events.value = goneOn(this.events.peek(), events, nextSequence).slice(-EVENTS_MOST);
    if (events.some(({ kind }) => kind === "filled")) this.expected.value = [];
  }

  /** The newest come again after every reconnect. */
  #takeSteps(steps: readonly SessionStep[]): void {
    const [first] = steps;
    if (first === undefined) return;
    const kept = this.steps.peek().filter(({ step }) => step < first.step);
    const all = [...kept, ...steps];
    this.steps.value = all.length > STEPS_MOST ? all.slice(-STEPS_MOST + STEPS_LET_GO) : all;
  }
}

/** Numbers that come again, or are taken back: the server knows better, such as after its journal was put back to an older one. */
function goneOn<T extends { readonly sequence: number }>(
  known: readonly T[],
  fresh: readonly T[],
  nextSequence: number,
): T[] {
  const from = fresh[0]?.sequence ?? nextSequence;
  return [...known.filter(({ sequence }) => sequence < from), ...fresh];
}

function detailOf(
  { detail, errors }: { readonly detail?: string; readonly errors?: readonly { message?: string }[] },
): string {
  return errors?.map(({ message }) => message).join(" ") || detail || "";
}
