import type { GetOptions, Network, Reply, Socket, SocketEvents } from "../engine/live/outside.ts";
import type { Random } from "../engine/random.ts";
import type { LocalExchange } from "../exchange/local_exchange.ts";
import type { ServerConnection, ServerSocket } from "../exchange/wire/server_socket.ts";
import type { VirtualTime } from "./virtual_time.ts";

/** How long a message takes one way, at least and at most. */
const LATENCY_MS_LEAST = 5, LATENCY_MS_MOST = 60;

/** The wires between processes and the exchange. */
export class SimulatedNetwork {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #exchange: LocalExchange;
  readonly #lines = new Set<Line>();
  #cutUntilMs = -Infinity;
  /** Requests and connections that were tried. */
  requests = 0;
  connections = 0;

  constructor(time: VirtualTime, random: Random, exchange: LocalExchange) {
    this.#time = time;
    this.#random = random;
    this.#exchange = exchange;
  }

  /** The network as one process sees it; `isUp` says whether that still lives. */
  of(isUp: () => boolean): Network {
    return {
      connect: (url, headers, events) => this.#connect(url, headers, events, isUp),
      get: (url, options, done) => this.#get(url, options, done, isUp),
    };
  }

  /** Nothing comes through for some time. Lines that stand break, or fall silent and say afterwards what they couldn't. */
  cut(forMs: number, breaksLines: boolean): void {
    this.#cutUntilMs = Math.max(this.#cutUntilMs, this.#time.nowMs + forMs);
    for (const line of [...this.#lines]) {
      if (breaksLines) line.break();
    }
  }

  /** The process on whose side they end has died: its lines are gone. */
  hangUp(isUp: () => boolean): void {
    for (const line of [...this.#lines]) if (line.isUp === isUp) line.hangUp();
  }

  /** How long something that is sent now is under way. */
  #delayMs(): number {
    const latencyMs = LATENCY_MS_LEAST + this.#random.uniform() * (LATENCY_MS_MOST - LATENCY_MS_LEAST);
    return latencyMs + Math.max(0, this.#cutUntilMs - this.#time.nowMs);
  }

  #connect(
    url: string,
    headers: Readonly<Record<string, string>>,
    events: SocketEvents,
    isUp: () => boolean,
  ): Socket {
    this.connections++;
    const line: Line = new Line({
      time: this.#time,
      isUp,
      events,
      delayMs: () => this.#delayMs(),
      accept: (socket) => this.#exchange.accept(url, headers, socket),
      isCut: () => this.#time.nowMs < this.#cutUntilMs,
      gone: () => this.#lines.delete(line),
    });
    this.#lines.add(line);
    line.open();
    return line;
  }

  #get(
    url: string,
    { headers = {}, timeoutMs }: GetOptions,
    done: (reply: Reply) => void,
    isUp: () => boolean,
  ): void {
    this.requests++;
    let isDone = false;
    const answer = (reply: Reply) => {
      if (isDone) return;
      isDone = true;
      endTimeout();
      if (isUp()) done(reply);
    };
    const endTimeout = this.#time.after(
      timeoutMs,
      () => answer({ status: 0, headers: {}, text: `no answer within ${timeoutMs} ms` }),
    );
    this.#time.after(this.#delayMs(), () => {
      if (this.#time.nowMs < this.#cutUntilMs) {
        return answer({ status: 0, headers: {}, text: "the network can't be reached" });
      }
      const { arrival, ...reply } = this.#exchange.get(url, headers);
      if (arrival === "never") return;
      const slownessMs = arrival === "slowly" ? 1_000 * reply.text.length : 0;
      this.#time.after(this.#delayMs() + slownessMs, () => answer(reply));
    });
  }
}

interface LineParts {
  readonly time: VirtualTime;
  readonly events: SocketEvents;
  isUp(): boolean;
  delayMs(): number;
  accept(socket: ServerSocket): ServerConnection;
  isCut(): boolean;
  gone(): void;
}

/** A WebSocket from end to end: what is said on one side is heard on the other, in order and later. */
class Line implements Socket {
  readonly #parts: LineParts;
  #connection: ServerConnection | undefined;
  /** Both ends, each as it knows. */
  #isClientOpen = false;
  #hasClientEnded = false;
  #hasServerEnded = false;
  /** When what was said last is heard. */
  #downMs = 0;
  #upMs = 0;

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  get isUp(): () => boolean {
    return this.#parts.isUp;
  }

  open(): void {
    const { time, isCut, delayMs, accept, events } = this.#parts;
    time.after(delayMs(), () => {
      if (this.#hasClientEnded) return;
      if (isCut()) return this.#clientEnds(1006, "the network can't be reached");
      this.#down(() => {
        this.#isClientOpen = true;
        events.opened();
      });
      this.#connection = accept({
        send: (text) => {
          if (!this.#hasServerEnded) this.#down(() => events.message(text));
        },
        ping: (payload) => {
          if (!this.#hasServerEnded) this.#down(() => this.#up(() => this.#connection?.pong(payload)));
        },
        close: (code, reason) => this.#serverEnds(code, reason),
        terminate: () => this.#serverEnds(1006, ""),
      });
    });
  }

  send(text: string): void {
    if (this.#isClientOpen && !this.#hasClientEnded) this.#up(() => this.#connection?.message(text));
  }

  close(): void {
    if (this.#hasClientEnded) return;
    this.#up(() => this.#serverHears());
    this.#clientEnds(1000, "");
  }

  /** Both ends hear that it is broken. */
  break(): void {
    this.#serverHears();
    this.#clientEnds(1006, "");
  }

  /** The client is no more. */
  hangUp(): void {
    this.#hasClientEnded = true;
    this.#parts.gone();
    this.#up(() => this.#serverHears());
  }

  #serverEnds(code: number, reason: string): void {
    if (this.#hasServerEnded) return;
    this.#hasServerEnded = true;
    this.#down(() => this.#clientEnds(code, reason));
  }

  #serverHears(): void {
    if (this.#hasServerEnded) return;
    this.#hasServerEnded = true;
    this.#connection?.closed();
  }

  #clientEnds(code: number, reason: string): void {
    if (this.#hasClientEnded) return;
    this.#hasClientEnded = true;
    this.#parts.gone();
    const { time, events, isUp } = this.#parts;
    time.after(0, () => {
      if (isUp()) events.closed(code, reason);
    });
  }

  /** Something is heard at the client, after all that was said to it before. */
  #down(hear: () => void): void {
    const { time, delayMs, isUp } = this.#parts;
    this.#downMs = Math.max(this.#downMs, time.nowMs + delayMs());
    time.after(this.#downMs - time.nowMs, () => {
      if (isUp() && !this.#hasClientEnded) hear();
    });
  }

  #up(hear: () => void): void {
    const { time, delayMs } = this.#parts;
    this.#upMs = Math.max(this.#upMs, time.nowMs + delayMs());
    time.after(this.#upMs - time.nowMs, () => {
      if (!this.#hasServerEnded) hear();
    });
  }
}
