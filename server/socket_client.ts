import type { z } from "zod";
import { faultsOf } from "./http/faults.ts";

/** Where a client's messages go. */
export interface SocketLink<Message> {
  send(message: Message): void;
  gone(): void;
}

/** What a client may send at most: its messages are a few hundred bytes. */
const MESSAGE_BYTES_MAX = 64 * 1024;
/** Messages that can't be read, after which the socket is closed. */
const PROBLEMS_MAX = 5;
/** What may wait in the socket's own queue: acknowledgements keep it far below, unless a client lies about them. */
const UNSENT_BYTES_MAX = 64 * 1024 * 1024;
/** Messages a second that are taken on average, and in a burst. */
const MESSAGES_PER_SECOND = 200, BURST = 400;

/** Close codes: RFC 6455 7.4.1. */
export const CLOSE = { goingAway: 1001, policy: 1008, tooBig: 1009, fault: 1011, tryLater: 1013 } as const;

/** One WebSocket: reads what a browser sends, and sends it what it is to be told. */
export class SocketClient<Message> {
  readonly #socket: WebSocket;
  readonly #schema: z.ZodType<Message>;
  #problems = 0;
  #allowance = BURST;
  #refilledMs = performance.now();

  /** What comes must be of the schema; `link` is made when the socket is open. */
  constructor(
    socket: WebSocket,
    schema: z.ZodType<Message>,
    link: (client: SocketClient<Message>) => SocketLink<Message>,
  ) {
    this.#socket = socket;
    this.#schema = schema;
    socket.binaryType = "arraybuffer";
    let linked: SocketLink<Message> | undefined;
    socket.onopen = () => linked = link(this);
    socket.onmessage = ({ data }) => {
      const message = this.#read(data);
      if (message !== undefined) linked?.send(message);
    };
    socket.onclose = () => {
      linked?.gone();
      linked = undefined;
    };
    socket.onerror = () => {}; // a cut connection; `close` follows
  }

  /** Text or binary, as it is. */
  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > UNSENT_BYTES_MAX) {
      return this.close(CLOSE.policy, "What was sent isn't read");
    }
    this.#socket.send(data);
  }

  problem(title: string, detail: string): void {
    this.send(JSON.stringify({ type: "problem", title, detail }));
  }

  close(code: number, reason: string): void {
    if (this.#socket.readyState <= WebSocket.OPEN) this.#socket.close(code, reason);
  }

  #read(data: unknown): Message | undefined {
    if (typeof data !== "string") return this.#refuse("Messages are JSON texts, not binary.");
    if (data.length > MESSAGE_BYTES_MAX) {
      this.close(CLOSE.tooBig, `A message may have ${MESSAGE_BYTES_MAX} bytes`);
      return undefined;
    }
    if (!this.#mayTake()) {
      this.close(CLOSE.policy, `More than ${MESSAGES_PER_SECOND} messages a second`);
      return undefined;
    }
    let json: unknown;
    try {
      json = JSON.parse(data);
    } catch {
      return this.#refuse("This is not JSON.");
    }
    const parsed = this.#schema.safeParse(json);
    if (parsed.success) return parsed.data;
    return this.#refuse(
      faultsOf(parsed.error, json)
        .map(({ field, message }) => field === undefined ? message : `${field}: ${message}`).join(" "),
    );
  }

  #refuse(detail: string): undefined {
    this.problem("The message can't be understood", detail);
    if (++this.#problems >= PROBLEMS_MAX) {
      this.close(CLOSE.policy, "Too many messages that can't be understood");
    }
  }

  #mayTake(): boolean {
    const nowMs = performance.now();
    this.#allowance = Math.min(
      BURST,
      this.#allowance + (nowMs - this.#refilledMs) / 1000 * MESSAGES_PER_SECOND,
    );
    this.#refilledMs = nowMs;
    return --this.#allowance >= 0;
  }
}
