import type { DeskEvent } from "../../engine/desk/desk_event.ts";
import type { Clock } from "../../engine/live/outside.ts";
import type { SessionCommand } from "../../engine/live/session_input.ts";
import type { SessionClientMessage, SessionEvent, SessionSummary } from "../session_messages.ts";
import { CLOSE, type SocketClient } from "../socket_client.ts";
import type { HostedSession } from "./hosted_session.ts";
import { SessionLink, type SessionView } from "./session_link.ts";

/** What the rooms ask of the sessions' host. */
export interface SessionRoomsParts {
  readonly clock: Clock;
  /** A session that runs here. */
  hosted(id: string): HostedSession | undefined;
  view(id: string): Promise<SessionView>;
  events(id: string, from: number, to: number): Promise<readonly SessionEvent[]>;
  command(id: string, command: SessionCommand): Promise<unknown>;
}

/** How often browsers are told how a session stands. */
const STATE_MS = 250;

/** The browsers that look at sessions: a room for each that is looked at. */
export class SessionRooms {
  readonly #parts: SessionRoomsParts;
  readonly #rooms = new Map<string, Set<SessionLink>>();
  readonly #clients = new Set<SocketClient<SessionClientMessage>>();
  #cancelTick: (() => void) | undefined;

  constructor(parts: SessionRoomsParts) {
    this.#parts = parts;
  }

  /** Links a browser to a session, wherever that runs. */
  connect(id: string, client: SocketClient<SessionClientMessage>): SessionLink {
    this.#clients.add(client);
    const { clock, view, events, command } = this.#parts;
    const link = new SessionLink({
      client,
      view: () => view(id),
      events: (from, to) => events(id, from, to),
      command: async (asked) => void await command(id, asked),
      joined: () => {
        const room = this.#rooms.get(id) ?? new Set();
        this.#rooms.set(id, room.add(link));
        this.#cancelTick ??= clock.after(STATE_MS, () => this.#tick());
      },
      gone: () => {
        this.#clients.delete(client);
        const room = this.#rooms.get(id);
        room?.delete(link);
        if (room?.size === 0) this.#rooms.delete(id);
      },
    });
    return link;
  }

  /** Something is new in a session's log or its alerts. */
  told(id: string): void {
    const session = this.#parts.hosted(id);
    if (session !== undefined) this.#rooms.get(id)?.forEach((link) => link.update(session));
  }

  expected(id: string, events: readonly DeskEvent[]): void {
    this.#rooms.get(id)?.forEach((link) => link.expected(events));
  }

  /** It doesn't run here any more; `summary` says how it stands now. */
  ended(id: string, session: HostedSession, summary: () => SessionSummary): void {
    const room = this.#rooms.get(id);
    if (room === undefined) return;
    const now = summary();
    for (const link of room) {
      link.update(session);
      link.state(now);
    }
  }

  /** Shows everybody out. */
  close(): void {
    this.#cancelTick?.();
    for (const client of this.#clients) client.close(CLOSE.goingAway, "The server was stopped");
  }

  #tick(): void {
    this.#cancelTick = undefined;
    if (this.#rooms.size === 0) return;
    const { clock, hosted } = this.#parts;
    this.#cancelTick = clock.after(STATE_MS, () => this.#tick());
    for (const [id, room] of this.#rooms) {
      const summary = hosted(id)?.summary;
      if (summary !== undefined) { for (const link of room) link.state(summary); }
    }
  }
}
