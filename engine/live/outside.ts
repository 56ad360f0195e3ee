/**
 * The outside world as far as live parts may touch it: time, timers, sockets and HTTP, handed in. A process hands in the real ones
 * (`feeds/real_outside.ts`), the simulator its own, under one seed. Everything is told by callback, never by promise, so that a simulated
 * world runs in one thread of control and the same seed gives the same story.
 */
export interface Outside {
  readonly clock: Clock;
  readonly network: Network;
}

/** Time and timers. */
export interface Clock {
  /** UTC epoch milliseconds, by this machine's clock: it may jump, forward and back. */
  nowMs(): number;
  /** Milliseconds since some moment: never goes back. */
  steadyMs(): number;
  /**
   * Calls once, after so many milliseconds of steady time; the function that it gives takes that back. After 0: as soon as what is under way
   * is done, before the next message is told.
   */
  after(delayMs: number, call: () => void): () => void;
}

/** Sockets and requests to other machines. */
export interface Network {
  /** Opens a WebSocket. Exactly one `closed` ends whatever came before, also where it never opened. */
  connect(url: string, headers: Readonly<Record<string, string>>, events: SocketEvents): Socket;
  /** Sends a GET request; `done` is called once, after `timeoutMs` at the latest. */
  get(url: string, options: GetOptions, done: (reply: Reply) => void): void;
}

/** What a socket tells. */
export interface SocketEvents {
  opened(): void;
  /** A whole text message. */
  message(text: string): void;
  /** It is over: a WebSocket close code (1006 where the connection broke), and a reason in words, which may be empty. */
  closed(code: number, reason: string): void;
}

/** An open or opening WebSocket. */
export interface Socket {
  /** Nothing happens where it isn't open. */
  send(text: string): void;
  /** Ends it; `closed` follows, at once or later. */
  close(): void;
}

/** How a request is sent. */
export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** An answer to a request. `status` is 0 where there was none: `text` then says why. Names of headers are in lower case. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}
