import type {
  Clock,
  GetOptions,
  Network,
  Outside,
  Reply,
  Socket,
  SocketEvents,
} from "../engine/live/outside.ts";

/** How long an answer is on its way. */
const WAY_MS = 5;

/** A socket that a test opens, speaks through and closes by hand. */
export class ScriptedSocket implements Socket {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What was sent to it, parsed, oldest first. */
  readonly sent: unknown[] = [];
  isOpen = false;
  isOver = false;
  readonly #events: SocketEvents;

  constructor(url: string, headers: Readonly<Record<string, string>>, events: SocketEvents) {
    this.url = url;
    this.headers = headers;
    this.#events = events;
  }

  send(text: string): void {
    if (this.isOpen && !this.isOver) this.sent.push(JSON.parse(text));
  }

  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#events.closed(1000, "");
  }

  /** The exchange takes the connection. */
  open(): void {
    this.isOpen = true;
    this.#events.opened();
  }

  /** The exchange says something: a text as it is, anything else as JSON. */
  say(...messages: readonly unknown[]): void {
    for (const message of messages) {
      if (!this.isOver) this.#events.message(typeof message === "string" ? message : JSON.stringify(message));
    }
  }

  /** The exchange, or the network, ends it. */
  drop(code: number, reason = ""): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#events.closed(code, reason);
  }
}

/** A request over REST as it was sent. */
export interface ScriptedRequest {
  /** By the steady clock. */
  readonly atMs: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An outside that a test drives by hand: time stands until it is advanced, sockets do what they are told, REST answers as it is scripted. */
export class ScriptedOutside implements Outside {
  readonly clock: Clock;
  readonly network: Network;
  /** Every socket that was ever asked for, oldest first. */
  readonly sockets: ScriptedSocket[] = [];
  readonly requests: ScriptedRequest[] = [];
  /** What REST answers; undefined: nothing, until whoever asked gives up. */
  answer: (url: URL) => Partial<Reply> | undefined = () => undefined;
  /** How far the wall clock is off; may be changed at any time. */
  wallOffsetMs: number;
  #steadyMs = 0;
  readonly #timers = new Set<{ dueMs: number; call: () => void }>();

  constructor(startMs: number) {
    this.wallOffsetMs = startMs;
    this.clock = {
      nowMs: () => this.wallOffsetMs + this.#steadyMs,
      steadyMs: () => this.#steadyMs,
      after: (delayMs, call) => this.#after(delayMs, call),
    };
    this.network = {
      connect: (url, headers, events) => {
        const socket = new ScriptedSocket(url, headers, events);
        this.sockets.push(socket);
        return socket;
      },
      get: (url, options, done) => this.#get(url, options, done),
    };
  }

  /** The socket that was asked for last. */
  get socket(): ScriptedSocket {
    return this.sockets[this.sockets.length - 1];
  }

  /** Timers that are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Lets time pass, and whatever is due in it happen, in order. */
  advance(ms: number): void {
    const toMs = this.#steadyMs + ms;
    for (;;) {
      let next: { dueMs: number; call: () => void } | undefined;
      for (const timer of this.#timers) {
        if (timer.dueMs <= toMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
      }
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#steadyMs = Math.max(this.#steadyMs, next.dueMs);
      next.call();
    }
    this.#steadyMs = toMs;
  }

  #after(delayMs: number, call: () => void): () => void {
    const timer = { dueMs: this.#steadyMs + Math.max(0, delayMs), call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #get(url: string, { headers = {}, timeoutMs }: GetOptions, done: (reply: Reply) => void): void {
    this.requests.push({ atMs: this.#steadyMs, url, headers });
    const reply = this.answer(new URL(url));
    if (reply === undefined) {
      this.#after(timeoutMs, () => done({ status: 0, headers: {}, text: "timed out" }));
    } else this.#after(WAY_MS, () => done({ status: 200, headers: {}, text: "", ...reply }));
  }
}
