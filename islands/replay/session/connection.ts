import { unpackColumns } from "../../../server/columns_message.ts";
import type { ClientMessageInput, ColumnsHead, ServerMessage } from "../../../server/replay_messages.ts";

/** How a page stands with its server. */
export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** Cut off; tried again at `retryAtMs`. */
  | { readonly state: "lost"; readonly attempt: number; readonly retryAtMs: number }
  /** Tried again only when asked to: there is no such replay, or the server won't have this page. */
  | { readonly state: "failed"; readonly reason: string };

/** What comes in, in the order in which it was sent. */
export type Arrival =
  | { readonly kind: "columns"; readonly head: ColumnsHead; readonly columns: readonly Float64Array[] }
  | { readonly kind: "message"; readonly message: ServerMessage };

const RETRY_MS_MIN = 500, RETRY_MS_MAX = 10_000;

/**
 * The WebSocket of a replay: says hello, hands on what comes in, and comes back by itself after a cut, each time a little later. What the
 * server must know again after a reconnect is said by `onOpen`.
 */
export class ReplayConnection {
  readonly #id: string;
  readonly #eventsFrom: () => number;
  readonly #onChange: (connection: Connection) => void;
  readonly #onArrival: (arrival: Arrival) => void;
  #socket: WebSocket | undefined;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #isWelcome = false;

  constructor(
    id: string,
    on: {
      readonly eventsFrom: () => number;
      readonly change: (connection: Connection) => void;
      readonly arrival: (arrival: Arrival) => void;
    },
  ) {
    this.#id = id;
    this.#eventsFrom = on.eventsFrom;
    this.#onChange = on.change;
    this.#onArrival = on.arrival;
  }

  open(): void {
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#isWelcome = false;
    if (this.#attempt === 0) this.#onChange({ state: "connecting" });
    const url = new URL(`/api/v1/replays/${encodeURIComponent(this.#id)}/socket`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = this.#socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.send({ type: "hello", version: 1, eventsFrom: this.#eventsFrom() });
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = () => {
      if (socket === this.#socket && !this.#isClosed) this.#comeBack();
    };
  }

  /** Sends what can be sent; what can't is dropped, because every message is said again, or asked again by a person, after a cut. */
  send(message: ClientMessageInput): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Tries at once instead of waiting. */
  retry(): void {
    this.#attempt = 0;
    this.open();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #take(data: string | ArrayBuffer): void {
    if (typeof data !== "string") {
      this.#onArrival({ kind: "columns", ...unpackColumns(data) });
      return;
    }
    const message: ServerMessage = JSON.parse(data);
    if (message.type === "welcome") {
      this.#isWelcome = true;
      this.#attempt = 0;
      this.#onChange({ state: "live" });
    }
    this.#onArrival({ kind: "message", message });
  }

  async #comeBack(): Promise<void> {
    // A browser doesn't say why a socket was refused; the same address over HTTP does.
    const reason = this.#isWelcome ? undefined : await whyRefused(this.#id);
    if (this.#isClosed) return;
    if (reason !== undefined) {
      this.#onChange({ state: "failed", reason });
      return;
    }
    const waitMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** this.#attempt) * (0.75 + Math.random() / 2);
    this.#attempt++;
    this.#onChange({ state: "lost", attempt: this.#attempt, retryAtMs: Date.now() + waitMs });
    this.#timer = setTimeout(() => this.open(), waitMs);
  }
}

async function whyRefused(id: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`/api/v1/replays/${encodeURIComponent(id)}`);
    await answer.body?.cancel();
    if (answer.status === 404) {
      return "There is no such replay any more: it was deleted, or the address is wrong.";
    }
    if (answer.status === 401 || answer.status === 403) {
      return "This server wants a token that this page doesn't have.";
    }
  } catch {
    // The server is away; it is tried again.
  }
  return undefined;
}
