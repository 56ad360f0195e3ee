/** How a page stands with its server. */
export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** Cut off; tried again at `retryAtMs`. */
  | { readonly state: "lost"; readonly attempt: number; readonly retryAtMs: number }
  /** Tried again only when asked to: there is no such thing, or the server won't have this page. */
  | { readonly state: "failed"; readonly reason: string };

/** What a page hears from its socket, and what it says first. */
export interface SocketEars<Sent, Heard> {
  /** Said whenever the socket opens: who speaks, and from where on it must be told. */
  hello(): Sent;
  change(connection: Connection): void;
  message(message: Heard): void;
  binary?(data: ArrayBuffer): void;
}

const RETRY_MS_MIN = 500, RETRY_MS_MAX = 10_000;

/**
 * The WebSocket of a replay or a session: says hello, hands on what comes in, in order, and comes back by itself after a cut, each time a
 * little later.
 */
export class ServerSocket<Sent, Heard extends { readonly type: string }> {
  /** Of the replay or the session in the API. */
  readonly #address: string;
  readonly #ears: SocketEars<Sent, Heard>;
  #socket: WebSocket | undefined;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #isWelcome = false;

  constructor(what: "replays" | "sessions", id: string, ears: SocketEars<Sent, Heard>) {
    this.#address = `/api/v1/${what}/${encodeURIComponent(id)}`;
    this.#ears = ears;
  }

  open(): void {
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#isWelcome = false;
    if (this.#attempt === 0) this.#ears.change({ state: "connecting" });
    const url = new URL(`${this.#address}/socket`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = this.#socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.send(this.#ears.hello());
    socket.onmessage = ({ data }) => {
      // What a socket of before the cut still had to say has been asked for again.
      if (socket === this.#socket) this.#take(data);
    };
    socket.onclose = () => {
      if (socket === this.#socket && !this.#isClosed) this.#comeBack();
    };
  }

  /** Sends what can be sent; what can't is dropped, because every message is said again, or asked again by a person, after a cut. */
  send(message: Sent): boolean {
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
      this.#ears.binary?.(data);
      return;
    }
    const message: Heard = JSON.parse(data);
    if (message.type === "welcome") {
      this.#isWelcome = true;
      this.#attempt = 0;
      this.#ears.change({ state: "live" });
    }
    this.#ears.message(message);
  }

  async #comeBack(): Promise<void> {
    // A browser doesn't say why a socket was refused; the same address over HTTP does.
    const reason = this.#isWelcome ? undefined : await whyRefused(this.#address);
    if (this.#isClosed) return;
    if (reason !== undefined) {
      this.#ears.change({ state: "failed", reason });
      return;
    }
    const waitMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** this.#attempt) * (0.75 + Math.random() / 2);
    this.#attempt++;
    this.#ears.change({ state: "lost", attempt: this.#attempt, retryAtMs: Date.now() + waitMs });
    this.#timer = setTimeout(() => this.open(), waitMs);
  }
}

async function whyRefused(address: string): Promise<string | undefined> {
  try {
    const answer = await fetch(address);
    await answer.body?.cancel();
    if (answer.status === 404) return "It is no longer there: it was deleted, or the address is wrong.";
    if (answer.status === 401 || answer.status === 403) {
      return "This server wants a token that this page doesn't have.";
    }
  } catch {
    // The server is away; it is tried again.
  }
  return undefined;
}
